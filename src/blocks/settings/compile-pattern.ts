/**
 * Compiles a pattern of an author's: letters of either case, `^` and `$` at every line, Unicode.
 * @throws SyntaxError that says what is wrong with it
 */
export function compilePattern(source: string): RegExp {
  return new RegExp(source, "imu");
}
