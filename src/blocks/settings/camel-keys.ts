type CamelCase<Name> = Name extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : Name;

/** A group of a file with its keys as the program writes them: `max_pixels` is `maxPixels`. */
export type CamelKeys<T> = {
  readonly [Key in keyof T as CamelCase<Key>]: Readonly<Exclude<T[Key], undefined>>;
};

/** Renames the keys of a group, not of what is in it. */
export function camelKeys<T extends object>(group: T): CamelKeys<T>;
export function camelKeys(group: object): unknown {
  return Object.fromEntries(
    Object.entries(group).map(([key, value]) => [
      key.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      value,
    ]),
  );
}
