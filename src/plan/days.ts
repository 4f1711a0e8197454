/** A day, in milliseconds. */
export const dayMs = 86_400_000;

/** So many days before a model ends a word is said of it, and from so many on prices count as old. */
export const noticeDays = 60;
