import type { Messages } from "./types.ts";

/** A counted noun: one and two come without the number. */
function counted(
  count: number,
  formatted: string,
  [one, two, other]: readonly [string, string, string],
): string {
  if (count === 1) {
    return one;
  }
  return count === 2 ? two : `${formatted} ${other}`;
}

export const hebrew: Messages = {
  pictureUnavailable: "התמונה אינה זמינה",
  enlarge: "הגדלה",
  close: "סגירה",
  ai: "בינה מלאכותית",
  aiPictures: (count) =>
    count === 1 ? "תמונה שנוצרה בבינה מלאכותית" : "תמונות שנוצרו בבינה מלאכותית",
  numberOf: (number, of) => `${number} מתוך ${of}`,
  allInOne: (formatted) => `כל התמונות (${formatted}) בתמונה אחת`,
  sandboxNotice:
    "הטקסטים והתמונות בדף זה מקורם בסביבת הניסוי (sandbox) המובנית של Prelo, ולא במודל: אלה דוגמאות בלבד.",
  watchVideo: "צפייה בסרטון",
  codeBox: (language) => (language === undefined ? "קוד" : `קוד (${language})`),
  tableBox: "טבלה",
  formulaBox: "נוסחה",
  headingLink: "קישור לכותרת זו",
  copy: "העתקה",
  copied: "הועתק",
  done: "בוצע",
  toDo: "לביצוע",
  contents: "בדף זה",
  languages: "שפות",
  footnotes: "הערות",
  backToText: (footnote) => `חזרה למקום של הערה ${footnote} בטקסט`,
  colophon: {
    sandbox:
      "המאמר הורכב באמצעות Prelo; הטקסטים והתמונות מקורם בסביבת הניסוי (sandbox) המובנית, ולא במודל.",
    alone: "המאמר הורכב באמצעות Prelo.",
    texts: (models) => `טקסטים מאת ${models}`,
    images: (models) => `תמונות מאת ${models}`,
    and: ", ",
    made: (parts) => `המאמר הורכב באמצעות Prelo; ${parts}, בבינה מלאכותית.`,
  },
  requests: (count, formatted) => counted(count, formatted, ["בקשה אחת", "שתי בקשות", "בקשות"]),
  texts: (count, formatted) => counted(count, formatted, ["טקסט אחד", "שני טקסטים", "טקסטים"]),
  images: (count, formatted) => counted(count, formatted, ["תמונה אחת", "שתי תמונות", "תמונות"]),
  usage: ({ requests, contents }) => `יצירת מאמר זה דרשה ${requests}: ${contents}.`,
  tokens: (input, output) => `אסימונים (tokens): ${input} בקלט ו־${output} בפלט.`,
  tokensUnknown: "מספר האסימונים (tokens) לא דווח.",
  tokensLeftOut: (count, formatted) =>
    `ללא דיווח על אסימונים: ${counted(count, formatted, ["תשובה אחת", "שתי תשובות", "תשובות"])}.`,
  models: (count, names) => `${count === 1 ? "מודל" : "מודלים"}: ${names}.`,
  cost: (formatted) => `עלות: ${formatted}.`,
  costUnknown: "העלות אינה ידועה.",
  edited: (count, formatted) =>
    `נערכו בידי אדם: ${counted(count, formatted, ["תשובה אחת", "שתי תשובות", "תשובות"])}.`,
  noUsage: "למאמר זה לא נדרשו בקשות.",
};
