import type { Messages } from "./types.ts";

const plurals = new Intl.PluralRules("ar");

/** A counted noun: one and two stand without the number, and few and many take other forms. */
function counted(
  count: number,
  formatted: string,
  [one, two, few, many, other]: readonly [string, string, string, string, string],
): string {
  switch (plurals.select(count)) {
    case "one":
      return one;
    case "two":
      return two;
    case "few":
      return `${formatted} ${few}`;
    case "many":
      return `${formatted} ${many}`;
    case "zero":
    case "other":
    default:
      return `${formatted} ${other}`;
  }
}

export const arabic: Messages = {
  pictureUnavailable: "الصورة غير متاحة",
  enlarge: "تكبير",
  close: "إغلاق",
  ai: "ذكاء اصطناعي",
  aiPictures: (count) =>
    count === 1 ? "صورة مولَّدة بالذكاء الاصطناعي" : "صور مولَّدة بالذكاء الاصطناعي",
  numberOf: (number, of) => `${number} من ${of}`,
  allInOne: (formatted) => `جميع الصور (${formatted}) في صورة واحدة`,
  sandboxNotice:
    "نصوص هذه الصفحة وصورها من بيئة التجربة (sandbox) المدمجة في Prelo، لا من نموذج: إنها مجرد أمثلة.",
  watchVideo: "شاهد الفيديو",
  codeBox: (language) => (language === undefined ? "شيفرة" : `شيفرة (${language})`),
  tableBox: "جدول",
  formulaBox: "معادلة",
  headingLink: "رابط إلى هذا العنوان",
  copy: "نسخ",
  copied: "تم النسخ",
  done: "تم",
  toDo: "لم يتم",
  contents: "في هذه الصفحة",
  languages: "اللغات",
  footnotes: "الحواشي",
  backToText: (footnote) => `العودة إلى موضع الحاشية ${footnote}`,
  colophon: {
    sandbox:
      "جُمِع هذا المقال ببرنامج Prelo؛ نصوصه وصوره من بيئة التجربة (sandbox) المدمجة، لا من نموذج.",
    alone: "جُمِع هذا المقال ببرنامج Prelo.",
    texts: (models) => `النصوص من ${models}`,
    images: (models) => `الصور من ${models}`,
    and: "، و",
    made: (parts) => `جُمِع هذا المقال ببرنامج Prelo؛ ${parts}، بتوليد الذكاء الاصطناعي.`,
  },
  requests: (count, formatted) =>
    counted(count, formatted, ["طلبًا واحدًا", "طلبين", "طلبات", "طلبًا", "طلب"]),
  texts: (count, formatted) => counted(count, formatted, ["نص واحد", "نصان", "نصوص", "نصًا", "نص"]),
  images: (count, formatted) =>
    counted(count, formatted, ["صورة واحدة", "صورتان", "صور", "صورة", "صورة"]),
  usage: ({ requests, contents }) => `تطلّب هذا المقال ${requests}: ${contents}.`,
  tokens: (input, output) => `الرموز (tokens): ${input} واردة و${output} صادرة.`,
  tokensUnknown: "لم يُذكر عدد الرموز (tokens).",
  tokensLeftOut: (count, formatted) =>
    `لا تذكر ${counted(count, formatted, ["إجابة واحدة", "إجابتان", "إجابات", "إجابة", "إجابة"])} عدد رموزها.`,
  models: (count, names) => `${count === 1 ? "النموذج" : "النماذج"}: ${names}.`,
  cost: (formatted) => `التكلفة: ${formatted}.`,
  costUnknown: "التكلفة غير معروفة.",
  edited: (count, formatted) =>
    `عدّل إنسان ${counted(count, formatted, ["إجابة واحدة", "إجابتين", "إجابات", "إجابة", "إجابة"])}.`,
  noUsage: "لم يتطلّب هذا المقال أي طلب.",
};
