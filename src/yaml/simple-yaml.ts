import { foldLines, isWord, readPlainScalar } from "./simple-scalars.ts";
import type { YamlEntry, YamlList, YamlMap, YamlNode, YamlScalar } from "./yaml-tree.ts";

/** What is nested deeper is for the parser of all YAML to judge. */
const maxDepth = 16;
/** A group of more keys than this is for that parser as well. */
const maxKeys = 200;

/** Tabs, line ends but `\n`, and what no person types: YAML has rules of its own for them. */
const unusual = /[^\P{Cc}\n]|[\u2028\u2029\ufeff]/u;
const emptyLine = /^ *(?:#.*)?$/;
const spaces = / */y;
const restOfLine = / *(?: #.*)?$/y;
const blockKey = /([A-Za-z][\w.-]{0,99}):(?= |$)/y;
const flowKey = /([A-Za-z][\w.-]{0,99}):(?= )/y;
const quoted = /"([^"\\]*)"|'([^']*)'(?!')/y;
const blockMark = /([|>])(-?)(?: +#.*)?$/y;
const flowMark = /[,[\]{}]/g;

/**
 * Reads YAML of the form in which most files are written: groups and lists by indentation, or on one
 * line in brackets; texts on one line, or as `|` and `>` blocks.
 * @returns nothing for a file that holds anything else, valid or not: that is for the `yaml`
 * package, which makes the same of what is read here, in several times the time.
 */
export function readSimpleYaml(source: string): YamlNode | undefined {
  return unusual.test(source) || !source.endsWith("\n") ? undefined : new Reader(source).read();
}

/** Each method reads on from where the last one stopped, and gives nothing for what is not simple. */
class Reader {
  readonly #lines: readonly string[];
  #number = -1;
  #line = "";
  /** The line's offset in the file. */
  #start = -1;
  /** How far the line is indented; -1 at the file's end. */
  #indent = 0;
  /** Where in the line to read on. */
  #at = 0;
  #depth = 0;

  constructor(source: string) {
    this.#lines = source.slice(0, -1).split("\n");
  }

  read(): YamlNode | undefined {
    this.#goToContent();
    const node = this.#readBlock();
    return this.#indent === -1 ? node : undefined;
  }

  #goToNextLine(): void {
    this.#start += this.#line.length + 1;
    this.#number += 1;
    const line = this.#lines[this.#number];
    this.#line = line ?? "";
    this.#at = line === undefined ? -1 : line.search(/[^ ]|$/);
    this.#indent = this.#at;
  }

  /** Passes the rest of the line, comments and empty lines. */
  #goToContent(): void {
    do {
      this.#goToNextLine();
    } while (this.#indent !== -1 && emptyLine.test(this.#line));
  }

  #match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#line);
    if (found === null) return undefined;
    this.#at = pattern.lastIndex;
    return found;
  }

  /** Whether the pattern is there; then it is passed. */
  #passes(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    const isThere = pattern.test(this.#line);
    if (isThere) this.#at = pattern.lastIndex;
    return isThere;
  }

  #isAt(text: string): boolean {
    return this.#line.startsWith(text, this.#at);
  }

  /** The group or list that begins here; its further lines begin in the same column. */
  #readBlock(): YamlNode | undefined {
    this.#depth += 1;
    if (this.#depth > maxDepth) return undefined;
    const node = this.#isAt("- ") ? this.#readList() : this.#readMap();
    this.#depth -= 1;
    return node;
  }

  #readList(): YamlList | undefined {
    const column = this.#at;
    const start = this.#start + column;
    const items: YamlNode[] = [];
    do {
      this.#at += 1;
      this.#passes(spaces);
      const item = this.#isAtKey() ? this.#readMap() : this.#readValue(column);
      if (item === undefined) return undefined;
      items.push(item);
    } while (this.#indent === column && this.#isAt("- "));
    return this.#indent <= column ? { kind: "list", items, start } : undefined;
  }

  #isAtKey(): boolean {
    blockKey.lastIndex = this.#at;
    return blockKey.test(this.#line);
  }

  #readMap(): YamlMap | undefined {
    const column = this.#at;
    const start = this.#start + column;
    const entries: YamlEntry[] = [];
    do {
      const key = this.#readKey(blockKey, entries);
      if (key === undefined) return undefined;
      const node = this.#readMember(column);
      if (node === undefined) return undefined;
      entries.push({ key, node });
    } while (this.#indent === column);
    return this.#indent < column ? { kind: "map", entries, start } : undefined;
  }

  #readKey(pattern: RegExp, before: readonly YamlEntry[]): YamlScalar | undefined {
    const start = this.#start + this.#at;
    const name = this.#match(pattern)?.[1];
    if (name === undefined || isWord(name) || before.length >= maxKeys) return undefined;
    if (before.some(({ key }) => key.value === name)) return undefined;
    return { kind: "scalar", value: name, style: "plain", start, end: start + name.length };
  }

  /** What belongs to a key: in its line, or below. */
  #readMember(column: number): YamlNode | undefined {
    if (!this.#passes(restOfLine)) {
      this.#passes(spaces);
      return this.#readValue(column);
    }
    this.#goToContent();
    return this.#indent > column || (this.#indent === column && this.#isAt("- "))
      ? this.#readBlock()
      : undefined;
  }

  /** A value in this line, or a block of lines that are indented further than `column`. */
  #readValue(column: number): YamlNode | undefined {
    if (this.#isAt("|") || this.#isAt(">")) return this.#readBlockText(column);
    const plainEnd = this.#line.indexOf(" #", this.#at);
    const node = this.#readInline(plainEnd === -1 ? this.#line.length : plainEnd);
    if (node === undefined || !this.#passes(restOfLine)) return undefined;
    this.#goToContent();
    return node;
  }

  /** @param plainEnd where a text without quotes would end */
  #readInline(plainEnd: number): YamlNode | undefined {
    if (this.#isAt("{")) return this.#readFlowMap();
    if (this.#isAt("[")) return this.#readFlowList();
    const start = this.#start + this.#at;
    const inQuotes = this.#match(quoted);
    if (inQuotes) {
      const value = inQuotes[1] ?? inQuotes[2];
      return { kind: "scalar", value, style: "quoted", start, end: this.#start + this.#at };
    }
    const text = this.#line.slice(this.#at, plainEnd).trimEnd();
    this.#at += text.length;
    return readPlainScalar(text, start);
  }

  #readFlowMap(): YamlMap | undefined {
    const start = this.#start + this.#at;
    const entries: YamlEntry[] = [];
    let end;
    do {
      this.#at += 1;
      this.#passes(spaces);
      const key = this.#readKey(flowKey, entries);
      if (key === undefined) return undefined;
      const node = this.#readFlowItem();
      if (node === undefined) return undefined;
      entries.push({ key, node });
      end = this.#line[this.#at];
    } while (end === ",");
    this.#at += 1;
    return end === "}" ? { kind: "map", entries, start } : undefined;
  }

  #readFlowList(): YamlList | undefined {
    const start = this.#start + this.#at;
    const items: YamlNode[] = [];
    let end;
    do {
      this.#at += 1;
      const node = this.#readFlowItem();
      if (node === undefined) return undefined;
      items.push(node);
      end = this.#line[this.#at];
    } while (end === ",");
    this.#at += 1;
    return end === "]" ? { kind: "list", items, start } : undefined;
  }

  /** Reads up to the mark that ends the item. */
  #readFlowItem(): YamlNode | undefined {
    this.#passes(spaces);
    this.#depth += 1;
    if (this.#depth > maxDepth) return undefined;
    flowMark.lastIndex = this.#at;
    const plainEnd = flowMark.exec(this.#line)?.index;
    const node = plainEnd === undefined ? undefined : this.#readInline(plainEnd);
    this.#passes(spaces);
    this.#depth -= 1;
    return node;
  }

  #readBlockText(column: number): YamlScalar | undefined {
    const start = this.#start + this.#at;
    const [, mark, chomp] = this.#match(blockMark) ?? [];
    this.#goToNextLine();
    const indent = this.#indent;
    // Empty lines on top may be indented further than the text.
    if (mark === undefined || indent <= column || indent === this.#line.length) return undefined;
    const lines: string[] = [];
    let end = this.#start;
    let count = 0;
    while (this.#indent >= indent || this.#indent === this.#line.length) {
      const isEmpty = this.#indent === this.#line.length;
      if (isEmpty && this.#indent > indent) return undefined;
      lines.push(this.#line.slice(indent));
      this.#goToNextLine();
      if (!isEmpty) {
        end = this.#start;
        count = lines.length;
      }
    }
    if (this.#indent <= column && emptyLine.test(this.#line)) this.#goToContent();
    const text = lines.slice(0, count).join("\n");
    const content = mark === "|" ? text : foldLines(text);
    if (content === undefined) return undefined;
    const value = chomp === "-" ? content : `${content}\n`;
    return { kind: "scalar", value, style: mark === "|" ? "literal" : "folded", start, end };
  }
}
