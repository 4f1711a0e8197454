import { describe, expect, test } from "vitest";
import { longestDescription } from "../../src/checks/answer/description.ts";
import { checkText } from "./support.ts";

async function failuresOf(body: string): Promise<readonly string[]> {
  const checks = { altText: true, noRefusal: true, noPlaceholder: true, language: "en" } as const;
  return (await checkText(body, checks)).map(({ check }) => check);
}

describe("the description of a picture", () => {
  test.each([
    "A white house stands under a blue sky, and a child waves from the door.",
    "Alt text: A white house stands under a blue sky.",
    "“A white house stands under a blue sky.”",
    "Certainly! Here is the description:\n\nA white house stands under a blue sky.",
    "```markdown\nA white house stands under a blue sky.\n```",
    "<think>\nA house.\n</think>\nA white house stands under a blue sky.",
    "```\nA white house stands under a blue sky.\n```",
    "# Alt text\n\nA white house stands under a blue sky.",
    "Sorry-looking flowers stand in a white vase.",
    "No pictures hang on the white wall of a room.",
    "Pleased, a child waves from the door of a house.",
    "[A sign] A white house stands under a blue sky.",
    "x".repeat(longestDescription),
    `"${"x".repeat(longestDescription)}"`,
  ])("passes: %j", async (body) => {
    expect(await failuresOf(body)).toEqual([]);
  });

  test.each([
    ["I'm sorry, but I can't identify the people in this picture.", "alt_text"],
    ["I can't view images.", "alt_text"],
    ["I'm unable to view the image.", "alt_text"],
    ["Unable to describe the image.", "alt_text"],
    ["No image was provided.", "alt_text"],
    ["It seems that there is no image attached. Please upload it.", "alt_text"],
    ["The image could not be loaded.", "alt_text"],
    ["Nenhuma imagem foi enviada.", "alt_text"],
    ["Es wurde kein Bild angehängt.", "alt_text"],
    ['{alt: "A white house stands under a blue sky."', "alt_text"],
    ['<img src="a.png" alt="A white house">', "alt_text"],
    ["<p>A white house stands under a blue sky.</p>", "alt_text"],
    ["Desculpe, não consigo ver a imagem.", "alt_text"],
    ["Je ne peux pas décrire cette image.", "alt_text"],
    ["Uma casa branca fica sob um céu azul, e uma criança acena da porta para nós.", "language"],
    ['{"description": "A white house stands under a blue sky."}', "alt_text"],
    ['```json\n{"alt": "A white house"}\n```', "alt_text"],
    ['["A white house"]', "alt_text"],
    ["<think>\nIs it a house?", "alt_text"],
    ["A house. <think>Or not?</think> It is white and stands alone.", "alt_text"],
    ["A white house in [insert place].", "no_placeholder"],
    ["As an AI language model, I cannot see the picture.", "no_refusal"],
    ["A white house. ".repeat(20), "alt_length"],
    ["…", "alt_text"],
  ])("fails: %j", async (body, check) => {
    expect(await failuresOf(body)).toContain(check);
  });
});
