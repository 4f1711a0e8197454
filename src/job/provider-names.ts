/** The embedded server's name as a provider. */
export const sandboxProvider = "sandbox";

/** The provider that exists without being defined. */
export const openaiProvider = "openai";
