import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readAnswer } from "../../../src/checks/answer/read-answer.ts";

describe("what is said to who asked is no part of an answer", () => {
  test.each([
    ["Certainly! Here is the article:\n\nBread rises.", "Bread rises."],
    ["Sure, here's a summary of bread:\n\nBread rises.", "Bread rises."],
    ["**Certainly!** Here is the article:\n\nBread rises.", "Bread rises."],
    ["Of course! Here are three reasons:\n\n1. a\n2. b", "1. a\n2. b"],
    ["Here is the article you requested:\n\nBread rises.", "Bread rises."],
    ["I'd be happy to help! Here is the article:\n\nBread rises.", "Bread rises."],
    [
      "Sure! Here is the summary:\n\n---\n\nBread rises.\n\n---\n\nI hope this helps!",
      "Bread rises.",
    ],
    ["Sure! Here is the summary: Bread rises.", "Bread rises."],
    ["Certainly!\n\nBread rises.", "Bread rises."],
    ["Great question! Bread rises because of yeast.", "Bread rises because of yeast."],
    ["Bread rises.\n\nI hope this helps!", "Bread rises."],
    ["Bread rises. I hope this helps! Let me know if you have any questions.", "Bread rises."],
    ["Bread rises.\n\nWould you like me to add a recipe?", "Bread rises."],
    ["Claro! Aqui está o artigo:\n\n# Pão\n\nO pão cresce.", "# Pão\n\nO pão cresce."],
    ["Com certeza! Segue o texto:\n\nO pão cresce.", "O pão cresce."],
    ["O pão cresce.\n\nEspero que isso ajude! Se tiver dúvidas, é só perguntar.", "O pão cresce."],
    ["O pão cresce.\n\nSe quiser, posso ampliar o texto.", "O pão cresce."],
    [
      "¡Claro! Aquí tienes el artículo:\n\nEl pan sube.\n\n¿Quieres que lo traduzca?",
      "El pan sube.",
    ],
    ["El pan sube.\n\nEspero que esto te sea útil.", "El pan sube."],
    [
      "Bien sûr ! Voici l'article :\n\nLe pain lève.\n\nN'hésitez pas à me poser des questions.",
      "Le pain lève.",
    ],
    ["Le pain lève.\n\nJ'espère que cela vous aidera !", "Le pain lève."],
    [
      "Natürlich! Hier ist der Artikel:\n\nBrot geht auf.\n\nIch hoffe, das hilft dir weiter!",
      "Brot geht auf.",
    ],
    [
      "Certo! Ecco l'articolo:\n\nIl pane lievita.\n\nSpero che questo ti sia utile!",
      "Il pane lievita.",
    ],
  ])("%j", (body, text) => {
    expect(readAnswer(body)).toMatchObject({ text, hasPleasantries: true });
  });

  test.each([
    "Here's the revised section:",
    "Here you go:",
    "As requested, here is the paragraph:",
    "Thanks for asking! Here's the answer:",
    "Of course! 😊 Here is the text:",
    "Sure! I can help with that.",
    "Here's a polished version of your text:",
    "Hi there! Sure, here's the text:",
    "Here's the text in Portuguese:",
    "You're welcome! Here is the section:",
    "Gern! Hier ein Absatz über Brot:",
    "Segue abaixo uma versão revisada do texto:",
    "Excelente pergunta! Vamos lá:",
    "Obrigado pela pergunta!",
    "Olá! Aqui está o texto:",
    "A continuación te presento el texto solicitado:",
    "¡Hola! Aquí tienes el texto:",
    "Voici une version améliorée de votre texte :",
    "Bonjour ! Voici le texte :",
    "Hier ist eine überarbeitete Version des Textes:",
    "Danke für deine Frage!",
    "Ecco una versione rivista del testo:",
    "Ciao! Ecco il testo:",
  ])("before an answer: %j", (said) => {
    expect(readAnswer(`${said}\n\nDough rests.`)).toMatchObject({ text: "Dough rests." });
  });

  test.each([
    "If you'd like, I can also write a shorter version.",
    "Shall I continue with the next section?",
    "Happy to adjust the tone if needed.",
    "Just let me know!",
    "I hope this answers your question!",
    "Let me know if you need anything else. 😊",
    "Don't hesitate to ask if you have any questions!",
    "(Word count: 300)",
    "Is this what you were looking for?",
    "Posso ajustar o tom, se quiser.",
    "Espero que esta información te sea de ayuda.",
    "Je peux aussi ajouter des exemples si vous le souhaitez.",
    "Sag Bescheid, wenn du mehr brauchst.",
    "Se hai altre domande, chiedi pure!",
    "Ficou alguma dúvida?",
    "Não hesite em perguntar!",
    "¡Espero que te sea útil!",
    "¿Necesitas algo más?",
    "Quedo atento a tus comentarios.",
    "N'hésitez pas si vous avez des questions !",
    "J'espère avoir répondu à votre question.",
    "Bei Fragen stehe ich gerne zur Verfügung.",
    "Bei weiteren Fragen melde dich gerne!",
    "Vuoi che aggiunga degli esempi?",
    "Spero di esserti stato utile.",
  ])("behind an answer: %j", (said) => {
    expect(readAnswer(`Dough rests.\n\n${said}`)).toMatchObject({ text: "Dough rests." });
  });

  test.each([
    "Here is the thing about bread: it rises.",
    "Here is the thing about bread:\n\nIt rises.",
    "Here are three facts about bread:\n\n- It rises.\n- It rests.",
    "Below is a table of flours:\n\n| a | b |\n| - | - |\n| 1 | 2 |",
    "Certainly, many bakers disagree.",
    "Certainly! Bread rises.",
    "Absolutely!\n\nBread is healthy.",
    "Sure enough, the dough rose.",
    "Of course the dough must rest.",
    "Yes.\n\nBecause it rests.",
    "I hope this helps!",
    "Certainly!",
    "Bread.\n\nFeel free to adjust the salt.",
    "Bread.\n\nIf you want a crust, just ask your baker.",
    "Bread.\n\nLet me know in the comments if you tried it.",
    "Bread.\n\n- Let me know if you bake it.",
    "Claro, o pão cresce.",
    "Aqui está o segredo: tempo.",
    "Pão.\n\nSe quiser mais crocante, basta pedir ao padeiro.",
    "Pão.\n\nSe quiser, fique à vontade para trocar a farinha.",
    "Pan.\n\nNo dudes en pedir consejo a tu panadero.",
    "Voici pourquoi le pain lève : la levure.",
    "Pain.\n\nN'hésitez pas à ajouter de l'eau.",
    "Pain.\n\nSi vous avez un doute, n'hésitez pas à ajouter de l'eau.",
    "Natürlich ruht der Teig.",
    "Brot.\n\nMöchten Sie das Brot lagern, frieren Sie es ein.",
    "Ecco perché il pane lievita.",
    "Pane.\n\nC'è altro pane nel forno.",
    "Here is the text of the law:\n\n> Bread is free.",
    "Let's dive in!\n\nDough rests.",
    "Hello, baker!\n\nDough rests.",
    "Bread.\n\nI hope this book helps you as it helped me.",
    "Bread.\n\nI hope this summer helps farmers.",
    "Bread.\n\nI hope that helps the dough, thought the baker.",
    "Bread.\n\nLet me know if you hear them, she said.",
    "Bread.\n\nShould I bake or buy?",
    "Bread.\n\nHappy baking!",
    "Pão.\n\nEspero que este verão ajude os padeiros.",
    "Pan.\n\n¡Espero que este verano ayude a los panaderos!",
    "Brot.\n\nIch hoffe, dass dieser Sommer den Bauern hilft.",
  ])("a sentence of an article that looks like it stays: %j", (body) => {
    expect(readAnswer(body)).toEqual({ text: body, line: 0, hasPleasantries: false });
  });
});

describe("a fence around a whole answer", () => {
  const readme = "# Oven\n\nInstall it:\n\n```bash\nmake oven\n```\n\n## Licence\n\nFree.";
  test.each([
    ["```markdown\n# Bread\n\nIt *rises*.\n```", "# Bread\n\nIt *rises*.", false],
    ["```md\nIt rises.\n```\n", "It rises.", false],
    ["~~~markdown\nIt rises.\n~~~", "It rises.", false],
    [
      "```\n# Bread\n\nBread is made of **flour** and water.\n```",
      "# Bread\n\nBread is made of **flour** and water.",
      false,
    ],
    [`A readme:\n\n\`\`\`markdown\n${readme}\n\`\`\`\n\nI hope this helps!`, readme, true],
    [`\`\`\`\`markdown\n${readme}\n\`\`\`\``, readme, false],
    [`\`\`\`markdown\n${readme}\n\`\`\``, readme, false],
    [
      "```md\n# A\n\n```\ncode\n```\n\nText here.\n```",
      "# A\n\n```\ncode\n```\n\nText here.",
      false,
    ],
    [
      "Claro! Aqui está o artigo:\n\n```markdown\n## Pão\n\nEle cresce.\n```\n\nEspero que ajude!",
      "## Pão\n\nEle cresce.",
      true,
    ],
    ["```markdown\n# Bread\n\nNever closed.", "# Bread\n\nNever closed.", false],
  ])("is none of it: %j", (body, text, hasPleasantries) => {
    expect(readAnswer(body)).toMatchObject({ text, hasPleasantries });
  });

  test.each([
    "```python\nprint(1)\n```",
    "```\ndef f():\n    return 1\n```",
    "```\n# install\nsudo apt install bread now.\n```",
    "```json\n{}\n```",
    '```\n{ "a": 1 }\n```',
    "Use a hash sign:\n\n```markdown\n# Title\n```",
    "Headings:\n\n```markdown\n# A\n\nText.\n```\n\nThe hash sign makes one.",
    "```markdown\nA\n```\n\nand\n\n```markdown\nB\n```",
    "Bread rises.\n\nIt rests.\n\n```markdown\n# A\n\nText.\n```",
  ])("stays where it is a part, an example or code: %j", (body) => {
    expect(readAnswer(body)).toMatchObject({ text: body, hasPleasantries: false });
  });
});

test("thoughts before an answer that was recorded with them go; alone they are no answer", () => {
  const thoughts = "<think>\nThe user asks.\n</think>\n\n";
  expect(readAnswer(`${thoughts}Bread rises.`)).toMatchObject({ text: "Bread rises.", line: 4 });
  expect(readAnswer(thoughts)).toBeUndefined();
});

test("thoughts behind what is said, or in a fence, go as well", () => {
  const said = "Sure! Here is the article:\n\n<think>\nhm\n</think>\n\nBread rises.";
  expect(readAnswer(said)).toMatchObject({ text: "Bread rises.", line: 6 });
  const fenced = "```markdown\n<think>hm</think>\nBread rises.\n```";
  expect(readAnswer(fenced)).toMatchObject({ text: "Bread rises.", line: 2 });
});

test("the line says where in the whole the answer begins", () => {
  const body = "Sure! Here is the article:\n\n```markdown\n\n# Bread\n\nIt rises.\n```";
  const { text = "", line = 0 } = readAnswer(body) ?? {};
  expect(body.split("\n")[line]).toBe(text.split("\n")[0]);
  expect(line).toBe(4);
});

test("of any text the answer is a part, and never empty", () => {
  const pieces =
    "Certainly!|Here is the article:|```markdown|```|# A|Bread rises.|I hope this helps!|---|\n| ".split(
      "|",
    );
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces), { minLength: 1 }), (parts) => {
      const body = parts.join("\n");
      const { text = "" } = readAnswer(body) ?? {};
      expect(body).toContain(text);
      expect(/[\p{L}\p{N}]/u.test(text)).toBe(/[\p{L}\p{N}]/u.test(body));
    }),
  );
});
