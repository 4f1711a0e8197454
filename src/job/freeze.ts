/** Freezes a value with all that it holds; what is frozen already is taken for frozen throughout. */
export function freezeDeeply<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) {
    return value;
  }
  Object.freeze(value);
  for (const part of value instanceof Map ? value.values() : Object.values(value)) {
    freezeDeeply(part);
  }
  return value;
}
