import { createHash } from "node:crypto";

/** What a code cell shows below itself. */
export type Output =
  | { readonly output_type: "stream"; readonly name: "stdout"; readonly text: readonly string[] }
  | {
      readonly output_type: "display_data";
      /** By media type; each as lines. */
      readonly data: Readonly<Record<string, readonly string[]>>;
      readonly metadata: Readonly<Record<string, never>>;
    };

/** A cell before it has its id. */
export type Cell =
  | { readonly kind: "markdown"; readonly name: string; readonly source: string }
  | {
      readonly kind: "code";
      readonly name: string;
      readonly source: string;
      readonly outputs: readonly Output[];
    };

/** The longest id that the format allows, in characters. */
const longestId = 64;

/** The cells as the format has them (nbformat 4.5), each with an id that no other has. */
export function formatCells(cells: readonly Cell[]): readonly object[] {
  const taken = new Set<string>();
  return cells.map((cell) => {
    const id = makeId(cell.name, taken);
    taken.add(id);
    const source = toLines(cell.source);
    return cell.kind === "markdown"
      ? { cell_type: "markdown", id, metadata: {}, source }
      : {
          cell_type: "code",
          execution_count: null,
          id,
          metadata: {},
          outputs: cell.outputs,
          source,
        };
  });
}

/** A text as Jupyter keeps it: lines with their ends, the last one without. */
export function toLines(text: string): readonly string[] {
  return text === "" ? [] : text.split(/(?<=\n)/);
}

/** Made of the name alone, so that a cell keeps its id when others change. */
function makeId(name: string, taken: ReadonlySet<string>): string {
  const plain = name.replaceAll(/[^A-Za-z0-9_-]/g, "-");
  const fits = plain !== "" && plain === name && name.length <= longestId;
  const base = fits ? name : shorten(plain, name);
  let id = base;
  for (let number = 2; taken.has(id); number += 1) {
    id = shorten(base, `${name} ${number}`);
  }
  return id;
}

/** A name that had to give way is told from others by its hash. */
function shorten(plain: string, whole: string): string {
  const hash = createHash("sha256").update(whole).digest("hex").slice(0, 8);
  return `${plain.slice(0, longestId - hash.length - 1)}-${hash}`;
}
