import type { Path, YamlFile } from "../yaml/yaml-file.ts";

/** Where a file is named: the place of its name, and the folders that it may be relative to. */
export interface NamedAt {
  readonly file: YamlFile;
  readonly path: Path;
  /** Absolute, in order. */
  readonly bases: readonly string[];
}
