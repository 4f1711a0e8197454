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
  // Items added to the set while it is iterated are visited as well.
  for (const note of reached) {
    for (const target of targetsOf(note)) {
      if (!known.has(target)) {
        reached.add(target);
      }
    }
  }
  return reached;
}

/** Notes that one may unfold to, with all that it leads to, as often as it leads there. */
const mostUnfolded = 1000;

interface Link<Note> {
  readonly target: Note;
  /** Nothing else leads there: without this link the note would be lost. */
  readonly isFirst: boolean;
}

/**
 * What is left of the references between notes, mark by mark, when none leads back to where it came
 * from, by itself or over others: pandoc sets a note where it is referred to, and would never end. For
 * the same reason a note that is referred to elsewhere already is left out where too many would unfold.
 * @param roots the notes that the text refers to, in its order
 */
export function cutCircles<Note>(
  roots: readonly Note[],
  targetsOf: FindTargets<Note>,
): ReadonlyMap<Note, readonly Note[]> {
  const links = new Map<Note, Link<Note>[]>();
  const path = new Set<Note>();
  /** Each behind all that it leads to. */
  const done: Note[] = [];
  // A list of what is to be done instead of recursion: notes may make a chain of thousands.
  const tasks: (() => void)[] = [];
  const enter = (note: Note): void => {
    if (links.has(note)) {
      return;
    }
    const kept: Link<Note>[] = [];
    links.set(note, kept);
    path.add(note);
    tasks.push(() => {
      path.delete(note);
      done.push(note);
    });
    for (const target of targetsOf(note).toReversed()) {
      tasks.push(() => {
        if (path.has(target)) {
          return;
        }
        kept.push({ target, isFirst: !links.has(target) });
        enter(target);
      });
    }
  };
  for (const root of roots) {
    enter(root);
    for (let task = tasks.pop(); task !== undefined; task = tasks.pop()) {
      task();
    }
  }
  return boundUnfolding(done, links);
}

function boundUnfolding<Note>(
  ordered: readonly Note[],
  links: ReadonlyMap<Note, readonly Link<Note>[]>,
): ReadonlyMap<Note, readonly Note[]> {
  const sizes = new Map<Note, number>();
  const bounded = new Map<Note, readonly Note[]>();
  for (const note of ordered) {
    let size = 1;
    const kept = (links.get(note) ?? []).filter(({ target, isFirst }) => {
      const more = sizes.get(target) ?? 1;
      if (!isFirst && size + more > mostUnfolded) {
        return false;
      }
      size += more;
      return true;
    });
    sizes.set(note, size);
    bounded.set(
      note,
      kept.map(({ target }) => target),
    );
  }
  return bounded;
}
