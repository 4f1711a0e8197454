/** The embedded server's name as a provider. */
export const sandboxProvider = "sandbox";

/** The provider that exists without being defined. */
export const openaiProvider = "openai";

/** Whether a provider's address is OpenAI's own, as far as the job says it; the environment may say another. */
export function isOpenai({ baseUrl }: { readonly baseUrl?: string | undefined }): boolean {
  return baseUrl === undefined || new URL(baseUrl).hostname === "api.openai.com";
}
