import { expect, test } from "vitest";
import { reasonOf } from "./support.ts";

const refusals: Readonly<Record<string, readonly string[]>> = {
  English: [
    "I'm sorry, but I can't help with that.",
    "I’m sorry, but I can’t assist with this request.",
    "Sorry, I cannot provide that information.",
    "I apologize, but I am unable to generate this content.",
    "Unfortunately, I'm not able to write about this topic.",
    "I cannot fulfill this request. It may cause harm.",
    "I can't create content that praises it.",
    "I’m unable to browse the internet.",
    "As an AI language model, I don't have personal opinions.",
    "As an AI, I cannot predict the future.",
    "As a large language model trained by OpenAI, I do not have access to it.",
    "# History\n\nI'm sorry, but I can't write about that.",
    "**I'm sorry, but I can't help with that.**",
    "Thank you for asking. I'm sorry, but I can't help with it.",
    "The city is old.\n\nAs an AI language model, I cannot visit it.",
    "My knowledge cutoff is in the past, so this may be outdated.",
    "I'm just an AI and have no feelings.",
  ],
  Portuguese: [
    "Desculpe, mas não posso ajudar com isso.",
    "Sinto muito, mas não consigo gerar esse conteúdo.",
    "Infelizmente, não posso fornecer essa informação.",
    "Lamento, mas não posso atender a esse pedido.",
    "Não posso ajudar com essa solicitação.",
    "Peço desculpas, mas não é possível responder a essa pergunta.",
    "Como um modelo de linguagem, não tenho opiniões pessoais.",
    "Como uma IA desenvolvida pela OpenAI, eu não tenho acesso a dados.",
    "Como modelo de linguagem, não posso dar conselhos.",
    "Sou um modelo de linguagem e não tenho sentimentos.",
    "A cidade é antiga.\n\nComo assistente virtual, não posso visitá-la.",
    "## Resumo\n\nDesculpe, mas não consigo criar isso.",
  ],
  Spanish: [
    "Lo siento, pero no puedo ayudarte con eso.",
    "Lo siento, no puedo generar ese contenido.",
    "Lamentablemente, no puedo proporcionar esa información.",
    "Disculpa, pero no puedo cumplir con esa solicitud.",
    "No puedo ayudar con esta petición.",
    "Como modelo de lenguaje, no tengo opiniones personales.",
    "Como una IA, no puedo predecir el futuro.",
    "Soy un modelo de lenguaje y no tengo sentimientos.",
    "La ciudad es antigua.\n\nComo asistente virtual, no puedo visitarla.",
  ],
};

test.each(
  Object.entries(refusals).flatMap(([language, all]) => all.map((text) => [language, text])),
)("%s: %j declines", async (_, text) => {
  expect(await reasonOf(text, { noRefusal: true })).toMatch(/^line \d+ declines/);
});

const ordinary = [
  // They quote such words, or speak about models that decline.
  "Um modelo pode responder “Desculpe, mas não posso ajudar com isso” quando o pedido é perigoso.",
  "When asked for a key, the model says: “I'm sorry, but I can't help with that.” This is a refusal.",
  "\"I'm sorry, but I can't help with that,\" said the machine, and fell silent.",
  "“Desculpe, mas não posso ajudar”, respondeu o modelo.",
  "> I'm sorry, but I can't help with that.\n\nSo ends many a conversation.",
  "El modelo respondió: «Lo siento, pero no puedo ayudarte con eso».",
  "- “As an AI language model, I cannot …” is how such answers began.\n- They are rarer now.",
  "```\nI'm sorry, but I can't help with that.\n```\n\nThat is what came back.",
  "The text began with `As an AI language model, I cannot`.",
  // They begin alike, and go on otherwise.
  "Como modelo de linguagem, o GPT-4 prevê a palavra seguinte.",
  "Como modelos de linguagem, todos eles têm limites.",
  "Como uma IA decide? Com probabilidades.",
  "As an AI language model, GPT-4 predicts the next word.",
  "As an AI researcher, I have seen many models.",
  "Como modelo de lenguaje, GPT-4 predice la palabra siguiente.",
  "Desculpe a demora: o trem não chegou.",
  "Sinto muito, mas não posso ir à festa, disse ela ao telefone.",
  "I'm sorry to say that the museum is closed on Mondays.",
  "Sorry seems to be the hardest word.",
  "Unfortunately, we can't know how many books were burnt.",
  "Infelizmente, não há uma lista pública dos sites usados.",
  "Infelizmente, não é possível responder com certeza: a lista não é pública.",
  "Infelizmente, não podemos responder com exatidão quantos livros havia.",
  "Unfortunately, we cannot provide exact figures: nobody kept count.",
  "Lamentablemente, no es posible responder con certeza.",
  "I can't write with my left hand.",
  "Infelizmente, não é possível saber quantos livros se perderam.",
  "Lamentablemente, no se sabe cuándo se fundó la ciudad.",
  "No puedo negar que la novela me gustó.",
  "Não posso negar que o livro me agradou.",
  "I can't remember a warmer summer.",
  "I can't help but admire the view.",
  "I cannot recommend this book enough.",
  "Não dá para afirmar que sim nem que não: a empresa não divulga a lista.",
  "A empresa não pode fornecer essa informação por lei.",
  "Apologies are common in Japanese letters.",
  "My knowledge of the city comes from two visits.",
];

test.each(ordinary)("no false alarm: %j", async (text) => {
  expect(await reasonOf(text, { noRefusal: true })).toBeUndefined();
});

test("the line is told on which it declines", async () => {
  const text = "First.\n\nSecond, which\ngoes on.\n\nAs an AI language model, I cannot go on.";
  expect(await reasonOf(text, { noRefusal: true })).toMatch(/^line 6 /);
});
