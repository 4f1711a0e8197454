/** How the pictures of a reply are found, and how the bytes of one become `content`. */
export interface PictureLoop {
  readonly list: string;
  /** Indented as the body of a loop over `picture`. */
  readonly content: string;
}

/** How a reply is read by each kind of program. */
export interface Readers<Reader> {
  /** A filter of jq. */
  readonly curl: string;
  /** Of `response`, as the package `requests` gives it. */
  readonly python: Reader;
  /** Of `reply`, the parsed JSON. */
  readonly typescript: Reader;
  /** Unset where OpenAI's package has no method for the endpoint. */
  readonly openai?: {
    readonly method: string;
    /** What the method takes by name, divided by spaces; other keys of a body are `extra_body`. */
    readonly takes: string;
    /** The method for requests with pictures, where that is another one. */
    readonly edits?: { readonly method: string; readonly takes: string };
    /** Of `response`, as the method gives it. */
    readonly reader: Reader;
  };
}

/** What the code samples of a request need to know of its endpoint. */
export type EndpointSample =
  /** Statements that print the text of a reply; the filter of jq gives it. */
  | { readonly text: Readers<string> }
  /** The filter of jq gives a line `base64 CONTENT` or `url ADDRESS` for each picture. */
  | { readonly pictures: Readers<PictureLoop> };
