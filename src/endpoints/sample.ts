/** One for each kind of program that shows a request: curl with jq, Python, OpenAI's package, Node. */
interface ByProgram<Part> {
  readonly curl: string;
  readonly python: Part;
  readonly openai: Part;
  readonly typescript: Part;
}

/** How the pictures of a reply are found, and how the bytes of one become `content`. */
interface PictureLoop {
  readonly list: string;
  /** Indented as the body of a loop over `picture`. */
  readonly content: string;
}

/**
 * What a code sample of an endpoint's request needs to know. The reply is called `response` by curl
 * (as a file), Python and OpenAI's package, and `reply` in TypeScript.
 */
export type EndpointSample = {
  /** How OpenAI's package sends it; unset where the package has no method for the endpoint. */
  readonly method?: {
    readonly name: string;
    /** What the method takes by name, divided by spaces; other keys of a body go as `extra_body`. */
    readonly takes: string;
  };
} & (
  | {
      /** Statements that print the text of a reply; for curl, the filter of jq that gives it. */
      readonly text: ByProgram<string>;
    }
  | {
      /** The filter of jq gives a line `base64 CONTENT` or `url ADDRESS` for each picture. */
      readonly pictures: ByProgram<PictureLoop>;
    }
);
