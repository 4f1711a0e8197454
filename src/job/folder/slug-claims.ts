/** Who has which slug: in capital or small letters it is the same, for it names a folder. */
export class SlugClaims {
  readonly #owners = new Map<string, string>();

  /**
   * Gives a slug to the first that asks for it.
   * @param owner what has it, for messages
   * @returns who has it already; undefined for a slug that was free
   */
  claim(slug: string, owner: string): string | undefined {
    const key = slug.toLowerCase();
    const twin = this.#owners.get(key);
    if (twin === undefined) {
      this.#owners.set(key, owner);
    }
    return twin;
  }
}
