/** How closely a model looks at a picture: enough for a sentence or two, with few tokens. */
export const pictureDetail = "low";

/**
 * The most input tokens that a picture takes in that detail, over all models: the highest figure
 * that the API's documentation lists is 2,833.
 */
export const maxTokensOfPicture = 3000;
