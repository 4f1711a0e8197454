import { afterEach, describe, expect, test, vi } from "vitest";
import { withinTime } from "../../../src/job/templates/time-limit.ts";
import type { JsonObject, SourceText } from "../../../src/job/types.ts";
import { compileTemplate } from "../../../src/job/templates/templates.ts";
import { TemplateError } from "../../../src/job/templates/template-errors.ts";
import { makeText } from "../../support/job-parts.ts";
import { thrownBy } from "../../support/thrown.ts";

vi.mock("../../../src/job/templates/time-limit.ts", { spy: true });

/** Lets a template take the time it needs, so that on a slow machine another limit is met first. */
function stopClocks(): void {
  vi.mocked(withinTime).mockImplementation((work) => work());
  vi.useFakeTimers({ toFake: ["performance"] });
}

function render(
  value: string,
  vars: JsonObject = {},
  answers: Readonly<Record<string, string>> = {},
): string {
  return compileTemplate(makeText(value)).render({ vars, answers });
}

function failureOf(value: string | SourceText, vars: JsonObject = {}): TemplateError {
  const text = typeof value === "string" ? makeText(value) : value;
  const error = thrownBy(TemplateError, () => compileTemplate(text).render({ vars, answers: {} }));
  expect(error.code).toBe("JOB_INVALID");
  return error;
}

/** Does something with a text of ten characters, again and again. */
function double(tags: string, times: number): string {
  return `{% assign a = "0123456789" %}{% for i in (1..${times}) %}${tags}{% endfor %}`;
}

afterEach(() => {
  vi.mocked(withinTime).mockReset();
  vi.unstubAllEnvs();
  vi.useRealTimers();
});

describe("what a template may use", () => {
  test("variables, answers, filters and tags of Liquid", () => {
    const vars = { tema: "APIs", list: ["a", "b"], deep: { er: 1 } };
    expect(
      render("Sobre {{ vars.tema | downcase }}: {{ answers.resumo }}", vars, { resumo: "R" }),
    ).toBe("Sobre apis: R");
    expect(render("{% for x in vars.list %}{{ x }},{% endfor %}{{ vars.deep.er }}", vars)).toBe(
      "a,b,1",
    );
    expect(
      render("{{ vars.list[-1] }}{{ vars.list.size }}{{ answers['a-b'] }}", vars, { "a-b": "!" }),
    ).toBe("b2!");
  });

  test("a text without Liquid is its own result, braces and all", () => {
    for (const value of ["", "plain", "{ json: 1 }", "a % b", "}} {"]) {
      expect(render(value)).toBe(value);
    }
  });

  test("an answer is not itself a template", () => {
    expect(render("{{ answers.a }}", {}, { a: "{{ vars.x }}{% raw %}" })).toBe(
      "{{ vars.x }}{% raw %}",
    );
  });

  test.each([
    ["an unknown variable", "{{ vars.nothing }}"],
    ["an unknown answer", "{{ answers.nothing }}"],
    ["an unknown root", "{{ env.HOME }}"],
    ["an unknown filter", "{{ 'a' | shout }}"],
    ["an unknown tag", "{% shout %}"],
    ["the constructor of an object", "{{ vars.constructor }}"],
    ["the prototype of an object", "{{ vars.__proto__ }}"],
    ["a filter that draws lots", "{{ 'ab' | split: '' | sample }}"],
    ["including a file", "{% include 'package.json' %}"],
    ["rendering a file", "{% render 'package.json' %}"],
    ["a layout", "{% layout 'package.json' %}"],
    ["a block of a layout", "{% block a %}{% endblock %}"],
    ["a tag without its end", "{% if true %}"],
    ["an output without its end", "{{ vars.x"],
  ])("%s is an error", (_what, template) => {
    expect(failureOf(template).message).toMatch(/^template: /);
  });

  test.each([
    [
      "loops in loops",
      "\n{% for a in (1..9999) %}{% for b in (1..9999) %}x{% endfor %}{% endfor %}",
    ],
    ["a long loop", `\n{% for a in (1..9999999) %}${"{% increment x %}".repeat(50)}{% endfor %}`],
  ])("%s: what takes too long is stopped", (_what, template) => {
    expect(failureOf(template).message).toBe("template: it takes longer than 1 second");
  });

  test.each([
    ["a list of a hundred million", "\n{{ (1..100000000) | size }}", 11],
    ["a loop over as many", "\n{% for a in (1..100000000) %}x{% endfor %}", 11],
    ["a text appended to itself", double("{% assign a = a | append: a %}", 60), 10],
    ["a text replaced by itself", double("{% assign a = a | replace: '1', a %}", 60), 10],
    ["a text joined by itself", double("{% assign a = a | split: '' | join: a %}", 60), 10],
    ["a year of many digits", "\n{{ '2020-01-01' | date: '%100000000Y' }}", 11],
    [
      "a captured text, shown twice",
      `${double("{% capture a %}{{ a }}{{ a }}{% endcapture %}", 21)}{{ a }}`,
      10,
    ],
  ])("%s: what makes too much is stopped before it is made", (_what, template, line) => {
    stopClocks();
    const failure = failureOf(template);
    expect(failure.message).toBe("template: it makes more than 10,000,000 characters or entries");
    expect(failure.ref.line).toBe(line);
  });

  test("a list in itself is stopped, by whichever limit this machine meets first", () => {
    const template = `${double("{% assign a = a | push: a %}", 60)}{{ a | json }}`;
    expect(failureOf(template).message).toMatch(/takes longer than 1 second|makes more than/);
  });

  test("a template nested without end is an error, and no crash", () => {
    const deep = "{% if true %}".repeat(20_000) + "{% endif %}".repeat(20_000);
    expect(failureOf(deep).message).toMatch(/^template: /);
  });
});

describe("the same template gives the same text on every machine, on every day", () => {
  const filters = [
    "date: '%F'",
    "date_to_xmlschema",
    "date_to_rfc822",
    "date_to_string",
    "date_to_long_string",
  ];

  test.each(filters)("the time of the build is refused: %s", (filter) => {
    for (const now of ["'now'", "'today'", "vars.when"]) {
      expect(failureOf(`{{ ${now} | ${filter} }}`, { when: "now" }).message).toContain(
        "every build",
      );
    }
  });

  test.each(filters)("neither the machine's zone nor its language shows: %s", (filter) => {
    const dates = [
      "2026-11-23",
      "2026-11-23T22:30:00",
      "2026-11-23 01:30",
      "Nov 23, 2026",
      "2026-11-23T10:00:00-03:00",
      "2026-11-23T10:00:00Z",
    ];
    const renderAll = (): string[] =>
      dates.map((when) => render(`{{ vars.when | ${filter} }}`, { when }));
    const seen = new Set<string>();
    for (const zone of ["UTC", "America/Sao_Paulo", "Asia/Tokyo"]) {
      vi.stubEnv("TZ", zone);
      seen.add(renderAll().join("\n"));
    }
    expect(seen.size).toBe(1);
  });

  test("a date is the day that was written", () => {
    vi.stubEnv("TZ", "America/Sao_Paulo");
    expect(render("{{ '2026-11-23' | date: '%d/%m/%Y' }}")).toBe("23/11/2026");
    expect(render("{{ '2026-11-23T22:30:00' | date: '%d %H:%M' }}")).toBe("23 22:30");
    expect(render("{{ '2026-11-23' | date_to_long_string }}")).toBe("23 November 2026");
  });

  test("what is no date stays as it is", () => {
    expect(render("{{ 'soon' | date: '%F' }}{{ vars.n | date: '%Y' }}", { n: 0 })).toBe("soon1970");
  });

  test("rendering twice is the same, whatever counters it uses", () => {
    const template = compileTemplate(makeText("{% increment a %}{% cycle 'x','y' %}{{ vars.v }}"));
    const once = template.render({ vars: { v: 1 }, answers: {} });
    expect(template.render({ vars: { v: 1 }, answers: {} })).toBe(once);
  });
});

function pathsOf(value: string) {
  return compileTemplate(makeText(value)).references.map(({ path }) => path);
}

describe("references", () => {
  test("name what is used, through tags, filters and assignments", () => {
    expect(pathsOf("{{ answers.a }} {% if vars.b.c %}{{ answers['d-e'] }}{% endif %}")).toEqual(
      expect.arrayContaining([
        ["answers", "a"],
        ["vars", "b", "c"],
        ["answers", "d-e"],
      ]),
    );
    expect(pathsOf("{% assign x = answers.a | upcase %}{{ x }}")).toEqual([["answers", "a"]]);
    expect(pathsOf("{% capture y %}{{ answers.a }}{% endcapture %}{{ y }}")).toEqual([
      ["answers", "a"],
    ]);
    expect(pathsOf("{{ 'x' | append: answers.a }}")).toEqual([["answers", "a"]]);
    expect(pathsOf("plain")).toEqual([]);
  });

  test("a computed name has no place in the path", () => {
    expect(pathsOf("{{ answers[vars.id] }}")).toContainEqual(["answers", undefined]);
  });

  test("stand at their line and column in the file", () => {
    const [reference] = compileTemplate(makeText("Um\n\nDois {{ answers.a }}")).references;
    expect(reference).toMatchObject({
      file: "prompts/a.yaml",
      line: 12,
      column: 7 + "Dois {{ ".length,
    });
    const flow = makeText("Dois {{ answers.a }}", { literal: false, line: 4, column: 9 });
    expect(compileTemplate(flow).references[0]).toMatchObject({
      line: 4,
      column: 9 + "Dois {{ ".length,
    });
  });
});

describe("a mistake stands at its place in the file", () => {
  test.each([
    ["of syntax", "um\ndois {% if %}x{% endif %}", 11],
    ["of a filter", "um\ndois\ntrês {{ 'a' | shout }}", 12],
    ["of a variable, met when it is rendered", "um\n\n\nquatro {{ vars.x }}", 13],
  ])("%s", (_what, value, line) => {
    const { ref, message } = failureOf(value);
    expect(ref).toMatchObject({ file: "prompts/a.yaml", line });
    expect(ref.column).toBeGreaterThanOrEqual(7);
    expect(message).not.toMatch(/line:|col:/);
  });
});
