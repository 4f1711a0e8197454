// What a terminal shows after a program has written to it, and that as a picture.

/** The marks that Prelo's colours are made of, by their number in the escape sequence. */
const styles = {
  1: "bold",
  2: "dim",
  31: "red",
  32: "green",
  33: "yellow",
  36: "cyan",
};
const colours = { red: "#ff7b72", green: "#7ee787", yellow: "#e3b341", cyan: "#79c0ff" };

const columns = 80;
const widthPx = 8.4;
const heightPx = 20;
const marginPx = 18;

/** The lines on the screen, each a list of `{ character, style }`. */
export function show(output) {
  const screen = [[]];
  let row = 0;
  let style;
  const print = (text) => {
    for (const character of text.replaceAll("\r", "")) {
      if (character === "\n") {
        row += 1;
        screen[row] ??= [];
      } else {
        screen[row].push({ character, style });
      }
    }
  };
  const [first, ...rest] = output.split("\u001B[");
  print(first);
  for (const piece of rest) {
    const [, parameter, command, text] = /^(\d*)([A-Za-z])([^]*)$/.exec(piece);
    if (command === "A") {
      row -= parameter === "" ? 1 : Number(parameter);
    } else if (command === "J") {
      screen.splice(row, Infinity, []);
    } else if (command === "m") {
      style = styles[parameter];
    }
    print(text);
  }
  return screen;
}

/** Lines of a screen as an SVG of eighty columns. */
export function drawTerminal(lines) {
  const width = Math.ceil(columns * widthPx + 2 * marginPx);
  const height = lines.length * heightPx + 2 * marginPx;
  const texts = lines.map((line, index) => {
    const y = marginPx + (index + 0.75) * heightPx;
    return line.length === 0
      ? ""
      : `<text x="${marginPx}" y="${y}">${line.map(draw).join("")}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" fill="#e6edf3">
<title>A terminal: a new project is built; after a change to a prompt, plan says what would be asked again</title>
<style>text { white-space: pre } .bold { font-weight: bold } .dim { opacity: 0.6 }${Object.entries(
    colours,
  )
    .map(([name, colour]) => ` .${name} { fill: ${colour} }`)
    .join("")}</style>
<rect width="${width}" height="${height}" rx="10" fill="#0d1117"/>
${texts.filter(Boolean).join("\n")}
</svg>
`;
}

function draw({ character, style }, index, line) {
  const begins = style !== line[index - 1]?.style;
  const ends = style !== line[index + 1]?.style;
  const escaped = character.replace("&", "&amp;").replace("<", "&lt;");
  return (
    (begins && style !== undefined ? `<tspan class="${style}">` : "") +
    escaped +
    (ends && style !== undefined ? "</tspan>" : "")
  );
}
