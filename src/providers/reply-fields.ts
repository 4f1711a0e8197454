import { AttemptError } from "../errors.ts";

/**
 * The fields of a JSON object that came back, read one by one. A schema would go through the whole
 * reply, and took nearly twice as long as parsing its JSON; an answer needs a handful of its fields.
 * `null` counts as absent: the APIs and their compatible servers use both.
 */
export class ReplyFields {
  readonly #fields: Readonly<Record<string, unknown>>;
  /** Where it stands in the reply, for errors: `choices.0.`. */
  readonly #path: string;

  /** @throws AttemptError PROVIDER_BAD_RESPONSE when the value is no object */
  constructor(value: unknown, path = "") {
    if (!isObject(value)) throw badResponse(path.slice(0, -1));
    this.#fields = value;
    this.#path = path;
  }

  /** Whether the field is there at all, be it `null`. */
  has(name: string): boolean {
    return this.#fields[name] !== undefined;
  }

  /** @throws AttemptError PROVIDER_BAD_RESPONSE when it is no text */
  text(name: string): string {
    return this.optionalText(name) ?? this.#refuse(name);
  }

  /** @throws AttemptError PROVIDER_BAD_RESPONSE when it is there and no text */
  optionalText(name: string): string | undefined {
    const value = this.#valueOf(name);
    return value === undefined || typeof value === "string" ? value : this.#refuse(name);
  }

  /** @throws AttemptError PROVIDER_BAD_RESPONSE when it is no object */
  object(name: string): ReplyFields {
    return new ReplyFields(this.#fields[name], `${this.#path}${name}.`);
  }

  /** @throws AttemptError PROVIDER_BAD_RESPONSE when it is there and no object */
  optionalObject(name: string): ReplyFields | undefined {
    return this.#valueOf(name) === undefined ? undefined : this.object(name);
  }

  /** @throws AttemptError PROVIDER_BAD_RESPONSE when it is no list of objects */
  objects(name: string): readonly ReplyFields[] {
    return this.optionalObjects(name) ?? this.#refuse(name);
  }

  /** @throws AttemptError PROVIDER_BAD_RESPONSE when it is there and no list of objects */
  optionalObjects(name: string): readonly ReplyFields[] | undefined {
    const value = this.#valueOf(name);
    if (value === undefined) return undefined;
    if (!Array.isArray(value)) return this.#refuse(name);
    return value.map((item, index) => new ReplyFields(item, `${this.#path}${name}.${index}.`));
  }

  /** A number of tokens; undefined for whatever is none. */
  count(name: string): number | undefined {
    const value = this.#fields[name];
    return typeof value === "number" && Number.isSafeInteger(value) && value >= 0
      ? value
      : undefined;
  }

  /** Tolerant: for a part that other servers spell otherwise, and that an answer can do without. */
  tolerate<Part>(read: (fields: this) => Part): Part | undefined {
    try {
      return read(this);
    } catch (error) {
      if (error instanceof AttemptError) return undefined;
      throw error;
    }
  }

  #valueOf(name: string): unknown {
    return this.#fields[name] ?? undefined;
  }

  #refuse(name: string): never {
    throw badResponse(this.#path + name);
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Names the field, but not its content. */
function badResponse(field: string): AttemptError {
  const where = field === "" ? "" : ` (at ${field})`;
  return new AttemptError(
    "PROVIDER_BAD_RESPONSE",
    `the reply lacks what the API promises${where}`,
    {
      // Whole JSON of another shape is another API: asking again would only be billed again.
      retryable: false,
      mayBeBilled: true,
      hint: "Check that base_url names an OpenAI-compatible API.",
    },
  );
}
