import { expect, test } from "vitest";
import { reasonOf } from "./support.ts";

const gaps: readonly (readonly [text: string, form: string])[] = [
  ["Dear [insert name here],", "[insert …]"],
  ["Regards, [Your Name]", "[insert …]"],
  ["Write to [your email address] today.", "[insert …]"],
  ["By [Author Name], [Company Name]", "[insert …]"],
  ["See [add link to source].", "[insert …]"],
  ["Prezado [inserir nome],", "[insert …]"],
  ["Atenciosamente, [Seu Nome]", "[insert …]"],
  ["A [nome da empresa] foi fundada em [insira o ano].", "[insert …]"],
  ["Veja [link aqui].", "[insert …]"],
  ["Estimado [insertar nombre]:", "[insert …]"],
  ["Saludos, [Tu nombre]", "[insert …]"],
  ["En [nombre de la empresa] trabajan [inserte número] personas.", "[insert …]"],
  ["The price is [TBD].", "[insert …]"],
  ["[TODO: check this figure]", "[insert …]"],
  ["Fundada em [XXXX].", "[insert …]"],
  ["Lorem ipsum dolor sit amet, consectetur adipiscing elit.", "lorem ipsum"],
  ["TODO: write the conclusion.", "TODO"],
  ["- TODO", "TODO"],
  ["It is old. TODO: say how old.", "TODO"],
  ["**TODO**", "TODO"],
  ["The date is TBD.", "TODO"],
  ["FIXME", "TODO"],
  ["It costs XXX euros.", "XXX"],
  ["Ligue para XXXX-XXXX.", "XXX"],
  ["A empresa faturou R$ XXX em 2025.", "XXX"],
  ["Hello {{ name }}, welcome.", "{{ … }}"],
  ["O tema é {{vars.tema}}.", "{{ … }}"],
  ["Dear <your name>,", "<your …>"],
  ["Use <YOUR_API_KEY> here.", "<your …>"],
  ["Olá, <seu nome>!", "<your …>"],
  ["Hola, <tu nombre>.", "<your …>"],
];

test.each(gaps)("%j was left to be filled in", async (text, form) => {
  expect(await reasonOf(`First.\n\n${text}`, { noPlaceholder: true })).toBe(
    `line 3 was left to be filled in (like ${form})`,
  );
});

const ordinary = [
  "See [your profile](https://example.com) and [add a comment](https://example.com/c).",
  "See [insert statements][sql].\n\n[sql]: https://example.com",
  "A note.[^1] And a list:\n\n- [ ] open\n- [x] done",
  "He said that “[your] rights” were meant.",
  "“[A sua] obra” é o que diz a lei.",
  "The interval [0, 1] and the list [1, 2, 3].",
  "In [Smith 2020] and [12] it is said otherwise.",
  "Substitua `[seu nome]` pelo seu nome, e `<YOUR_API_KEY>` pela chave.",
  "```html\n<p>{{ name }}</p>\n<!-- TODO: style -->\nLorem ipsum dolor sit amet\n```",
  "`{{ vars.tema }}` é trocado pelo tema, e `XXX` por um número.",
  "O texto “Lorem ipsum dolor sit amet” vem de Cícero.",
  "*Lorem ipsum* é usado por tipógrafos desde o século XVI.",
  "TODO o conteúdo é revisado; TODOS os dias.",
  'Models leave "[insert name]", "TODO: more", "XXX", "{{ name }}" or "<your name>" behind.',
  "Troque “[seu nome]” pelo nome, “XXX” pelo número e «<su nombre>» también.",
  "# O MUNDO TODO\n\nE, ACIMA DE TODO: nada. SOBRE TODO — nada.",
  "Um aplicativo de tarefas (to-do) guarda o que falta fazer.",
  "No século XXX antes da era comum ninguém escrevia.",
  "Os XXX Jogos Olímpicos foram em Londres; o Super Bowl XXX, em 1996.",
  "The XXX Olympiad was held in London; see chapter XXX.",
  "Vestia tamanho XXL, em 2010.",
  "Em HTML, <b>negrito</b> e <user-card> são tags; 3 < 5 e 7 > 2.",
  "Seu nome, sua data e seu endereço ficam no formulário.",
  "Insert the card, enter your name, and press the button.",
  "A fórmula $f(x) = \\{x\\}$ usa chaves {{}}.",
  "Die Methode todo() ist noch leer.",
];

test.each(ordinary)("no false alarm: %j", async (text) => {
  expect(await reasonOf(text, { noPlaceholder: true })).toBeUndefined();
});
