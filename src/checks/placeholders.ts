// What comes before a word is looked at once the word is found: else every run of spaces is gone
// through from each of its characters, which takes minutes for a hostile text.

/** A kind of gap that was left to be filled in. */
interface Gap {
  /** How it looks; shown, so it holds nothing of the answer. */
  readonly form: string;
  readonly pattern: RegExp;
}

/** What is put between quotation marks is spoken of. */
const unquoted = String.raw`(?<!["“”„«‘'])`;

/** In brackets that lead nowhere: no link, no reference and no definition of one. */
const notLinked = String.raw`(?![(\[]|:[ \t]*(?:<|\/|#|\.|[a-z]+:))`;

const tellers = [
  String.raw`(?:please\s+)?(?:insert|add|enter|include|fill in|put|provide|specify|paste|replace with)\s+[^\[\]\n]{2,80}`,
  String.raw`(?:your|company|client|customer|recipient|sender|author|product|brand|project|full|first|last)[ '’s]*(?:full |first |last |company |own )?(?:name|e-?mail(?: address)?|title|address|city|country|phone(?: number)?|number|website|url|link|logo|text|company|brand|product)(?:\s+here)?`,
  String.raw`(?:name|date|link|url|title|number|text|image|source|citation|quote|example|e-?mail)s?\s+(?:here|goes here|to be (?:added|confirmed|filled in))`,
  String.raw`(?:inserir|insira|adicionar|adicione|acrescente|preencher|preencha|coloque|informe|substituir por|escreva aqui)\s+[^\[\]\n]{2,80}`,
  String.raw`(?:seu|sua|o seu|a sua|nome d[aeo]s?|data d[aeo]s?|endereço d[aeo]s?|link d[aeo]s?)\s+(?:nome|e-?mail|endereço|telefone|cidade|empresa|site|link|título|cargo|autora?|cliente|produto|projeto|marca|evento|publicação)(?:\s+(?:completo|aqui))?`,
  String.raw`(?:nome|data|link|texto|título|número|imagem|fonte|exemplo)s?\s+aqui`,
  String.raw`(?:insertar|inserte|inserta|añadir|añada|añade|agregar|agregue|rellenar|rellene|complete con|escriba aquí|indique)\s+[^\[\]\n]{2,80}`,
  String.raw`(?:su|tu|nombre de(?: la| el)?|nombre del|fecha de(?: la)?|fecha del|enlace de(?: la)?|enlace del)\s+(?:nombre|correo(?: electrónico)?|dirección|teléfono|ciudad|empresa|sitio|enlace|título|cargo|autora?|cliente|producto|proyecto|marca|evento)(?:\s+aquí)?`,
  String.raw`(?:nombre|fecha|enlace|texto|título|número|imagen|fuente|ejemplo)s?\s+aquí`,
  String.raw`(?:todo|tbd|tba|tbc|fixme|xx+|placeholder|espaço reservado|marcador de posición|a definir|a confirmar|por definir)(?:\s*:[^\[\]\n]{0,80})?`,
];

/** Where the Roman thirty is meant: a century, a chapter, the thirtieth games. */
const beforeThirty = (
  String.raw`séculos? siglos? centur(?:y|ies) capítulos? chapters? artigos? artículos? articles? ` +
  String.raw`art\. cap\. vol\. ed\. volumes? volumen tom[oe]s? cantos? livros? libros? books? ` +
  String.raw`part(?:e|es|s)? títulos? titles? salmos? psalms? bowl anexos? annex seç(?:ão|ões) sections?`
)
  .split(" ")
  .map((word) => `[${word.charAt(0)}${word.charAt(0).toUpperCase()}]${word.slice(1)}`)
  .join("|");
const afterThirty = String.raw`(?:\p{Lu}\p{Ll}|olymp|edi[çct]|congres|semana|jornada|encontro)`;

const gaps: readonly Gap[] = [
  {
    form: "[insert …]",
    pattern: new RegExp(
      String.raw`${unquoted}(?<![\]\w!\\])[\[［](?:${tellers.join("|")})[.…]{0,3}[\]］]${notLinked}`,
      "iu",
    ),
  },
  {
    form: "lorem ipsum",
    pattern: /(?<!["“”„«'‘’*_(\p{L}])lorem ipsum dolor sit/iu,
  },
  {
    form: "TODO",
    // Not the Portuguese and Spanish word for "all" in a line of capitals.
    pattern: new RegExp(
      [
        String.raw`TODO:(?<!(?:[\p{L}\p{N}_#@/."“”„«‘'-]|\p{Lu}\s+)TODO:)`,
        String.raw`TODO(?<=(?:^[ \t>*_#(-]*|[.!?;(][ \t]+)TODO)(?:\(|[ \t]+[-–—][ \t]|[.*_]*[ \t]*$)`,
        String.raw`${unquoted}(?<![\p{L}\p{N}_#@/.-])(?:FIXME|TBD)(?![\p{L}\p{N}_])`,
      ].join("|"),
      "mu",
    ),
  },
  {
    form: "XXX",
    pattern: new RegExp(
      String.raw`${unquoted}(?<![\p{L}\p{N}_])(?:X{4,}|XXX(?<!(?<!\p{L})(?:${beforeThirty})\s+XXX)(?!\s+${afterThirty}))(?![\p{L}\p{N}_])`,
      "u",
    ),
  },
  {
    form: "{{ … }}",
    pattern: new RegExp(String.raw`${unquoted}\{\{[ \t]*[\p{L}_$][^{}\n]{0,80}\}\}`, "u"),
  },
  {
    form: "<your …>",
    pattern: new RegExp(
      String.raw`${unquoted}<[ \t]*(?:your|insert|enter|add|seu|sua|inserir|insira|tu|su|inserte|insertar|placeholder)(?:[ _-][^<>\n]{0,60})?>`,
      "iu",
    ),
  },
];

/**
 * The first gap of an answer that was left to be filled in, and the line it stands on, from 1.
 * @param text without code, line for line: there a gap is an example
 */
export function findPlaceholder(
  text: string,
): { readonly form: string; readonly line: number } | undefined {
  for (const { form, pattern } of gaps) {
    const at = text.search(pattern);
    if (at >= 0) return { form, line: text.slice(0, at).split("\n").length };
  }
  return undefined;
}
