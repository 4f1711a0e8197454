/** Which other notes a note refers to, in the order of its marks. */
type FindTargets<Note> = (note: Note) => readonly Note[];

/**
 * The notes that can be got to from some of them, these included, nearest first.
 * @param known those that were got to before: what they lead to is not looked for again
 */
export function reachNotes<Note>(
  from: readonly Note[],
  targetsOf: FindTargets<Note>,
  known: ReadonlySet<Note> = new Set(),
): ReadonlySet<Note> {
  const reached = new Set(from.filter((note) => !known.has(note)));
  // What is added while the set is gone through is gone through as well.
  for (const note of reached)
    for (const target of targetsOf(note)) if (!known.has(target)) reached.add(target);
  return reached;
}

/**
 * What is left of the references between notes when none leads back to where it came from, by
 * itself or over others: pandoc sets a note where it is referred to, and would never end.
 * @param roots the notes that the text refers to, in its order
 */
export function cutCircles<Note>(
  roots: readonly Note[],
  targetsOf: FindTargets<Note>,
): ReadonlyMap<Note, readonly Note[]> {
  const links = new Map<Note, Note[]>();
  const path = new Set<Note>();
  // A list of what is to be done instead of recursion: notes may make a chain of thousands.
  const tasks: (() => void)[] = [];
  const enter = (note: Note): void => {
    if (links.has(note)) return;
    const kept: Note[] = [];
    links.set(note, kept);
    path.add(note);
    tasks.push(() => path.delete(note));
    for (const target of targetsOf(note).toReversed()) {
      tasks.push(() => {
        if (path.has(target)) return;
        kept.push(target);
        enter(target);
      });
    }
  };
  for (const root of roots) {
    enter(root);
    for (let task = tasks.pop(); task !== undefined; task = tasks.pop()) task();
  }
  return links;
}
