/**
 * What a table may list a model under: its own name, then, for a version that is named by its day
 * (`gpt-5.4-2026-03-05`), that of the model, which holds for it unless the version is listed itself.
 */
export function namesOfModel(model: string): readonly string[] {
  return [model, model.replace(/-\d{4}-\d{2}-\d{2}$/, "")];
}
