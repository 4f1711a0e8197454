/** How closely a model looks at a picture: enough for a sentence or two, with few tokens. */
export const pictureDetail = "low";

/**
 * The most input tokens that a picture takes in that detail, over all models: the highest figure
 * that the API's documentation lists is 2,833.
 */
export const maxTokensOfPicture = 3000;

/**
 * The same of a picture that an image model is given, which looks at it closely: the highest documented figure is
 * 7,337 tokens (65, 129 for each of eight tiles, and 6,240 in high fidelity); those of gpt-image-2 are not told.
 */
export const maxTokensOfReference = 16_000;

/**
 * The same of a picture that an author attaches, in the detail that the model likes best: the highest
 * figure in the API's documentation is 2,833 tokens, and 5,667 for each of at most eight tiles.
 */
export const maxTokensOfAttachedPicture = 50_000;
