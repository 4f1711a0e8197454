// Long ones are broken into lines; what follows one in a text is none of it.
const dataUrl =
  /data:image\/[\w+.-]+(?:;[\w=-]+)*;base64,([A-Za-z0-9+/=]+(?:[ \t]*\n[ \t]*[A-Za-z0-9+/=]{40,}(?![^\s"'<>()]))*(?:[ \t]*\n[ \t]*[A-Za-z0-9+/=]+(?=\s*["'>)]))?)/g;

/** Pictures that stand in a file itself, under short addresses. */
export class Embedded {
  readonly pictures = new Map<string, Uint8Array>();

  /** @returns the address that stands for a picture from now on */
  add(base64: string): string {
    return this.addBytes(Buffer.from(base64, "base64"));
  }

  addBytes(bytes: Uint8Array): string {
    const url = `embedded-${this.pictures.size + 1}`;
    this.pictures.set(url, bytes);
    return url;
  }

  /** A text with such addresses in the place of pictures in base64. */
  takeOut(text: string): string {
    return text.includes("data:image/")
      ? text.replaceAll(dataUrl, (_, base64: string) => this.add(base64))
      : text;
  }
}
