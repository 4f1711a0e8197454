// What comes before a word is looked at once the word is found: else every run of spaces is gone
// through from each of its characters, which takes minutes for a hostile text. Whatever may repeat
// has a bound, for the same reason.

/** A form in which something is left to be filled in. */
export interface Mark {
  /** How it looks; shown, so it holds nothing of the text. */
  readonly form: string;
  /** With the flag `g`. */
  readonly pattern: RegExp;
  /**
   * True for what no finished text holds: no page is published with it. The others are a fault only
   * where `no_placeholder` asks for a closer look, for finished texts may hold them.
   */
  readonly sure: boolean;
  /** True for what a template leaves behind, and no pen: an author's quotation marks don't make it speech. */
  readonly machine?: boolean;
}

/** Orders to the one who fills it in, and what is his: in brackets of any kind. */
const sureTellers = [
  String.raw`(?:please[ \t]{1,3})?(?:insert|fill in|inserir|insira|preencher|preencha|insertar|inserte|inserta|rellenar|rellene)\s[^\[\]<>{}\n]{1,80}`,
  String.raw`(?:your|seu|sua|tu|su)\s(?:name|e-?mail|company|address|phone|city|title|link|url|nome|empresa|endereço|telefone|cidade|título|nombre|correo|dirección|teléfono|ciudad)(?:\s[^\[\]<>{}\n]{0,40})?`,
].join("|");
/** With emphasis inside, as it may stand in Markdown. */
const sureInside = String.raw`[ \t]{0,3}[*_]{0,3}(?:${sureTellers})[*_]{0,3}[.…]{0,3}[ \t]{0,3}`;

const tellers = [
  String.raw`(?:please\s+)?(?:insert|add|enter|include|fill in|put|provide|specify|paste|replace with)\s[^\[\]\n]{2,80}`,
  String.raw`(?:your|company|client|customer|recipient|sender|author|product|brand|project|full|first|last)[ '’s]{0,4}(?:full |first |last |company |own )?(?:name|e-?mail(?: address)?|title|address|city|country|phone(?: number)?|number|website|url|link|logo|text|company|brand|product)(?:\s+here)?`,
  String.raw`(?:name|date|link|url|title|number|text|image|source|citation|quote|example|e-?mail)s?\s+(?:here|goes here|to be (?:added|confirmed|filled in))`,
  String.raw`(?:inserir|insira|adicionar|adicione|acrescente|preencher|preencha|coloque|informe|substituir por|escreva aqui)\s[^\[\]\n]{2,80}`,
  String.raw`(?:seu|sua|o seu|a sua|nome d[aeo]s?|data d[aeo]s?|endereço d[aeo]s?|link d[aeo]s?)\s+(?:nome|e-?mail|endereço|telefone|cidade|empresa|site|link|título|cargo|autora?|cliente|produto|projeto|marca|evento|publicação)(?:\s+(?:completo|aqui))?`,
  String.raw`(?:nome|data|link|texto|título|número|imagem|fonte|exemplo)s?\s+aqui`,
  String.raw`(?:insertar|inserte|inserta|añadir|añada|añade|agregar|agregue|rellenar|rellene|complete con|escriba aquí|indique)\s[^\[\]\n]{2,80}`,
  String.raw`(?:su|tu|nombre de(?: la| el)?|nombre del|fecha de(?: la)?|fecha del|enlace de(?: la)?|enlace del)\s+(?:nombre|correo(?: electrónico)?|dirección|teléfono|ciudad|empresa|sitio|enlace|título|cargo|autora?|cliente|producto|proyecto|marca|evento)(?:\s+aquí)?`,
  String.raw`(?:nombre|fecha|enlace|texto|título|número|imagen|fuente|ejemplo)s?\s+aquí`,
  String.raw`(?:todo|tbd|tba|tbc|fixme|xx+|placeholder|espaço reservado|marcador de posición|a definir|a confirmar|por definir)(?:\s*:[^\[\]\n]{0,80})?`,
].join("|");

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

/** Where a note begins: a line, an item, a cell, or what follows a sentence. */
const noteBegins = String.raw`(?:^[ \t>*_#(|-]*|[.!?;(][ \t]+)`;
/** Where a line or a cell ends. */
const lineEnds = String.raw`[.*_]*[ \t]*(?:$|\|)`;

/**
 * Every form in which writers, models and templates leave something to be filled in: the one list
 * of the check `no_placeholder` and of the last look at a page.
 */
export const marks: readonly Mark[] = [
  {
    form: "[insert …]",
    pattern: new RegExp(String.raw`[\[［{]${sureInside}[\]］}>]`, "giu"),
    sure: true,
  },
  {
    form: "<your …>",
    pattern: new RegExp(String.raw`<${sureInside}[\]］}>]`, "giu"),
    sure: true,
  },
  {
    form: "[insert …]",
    // In capitals: in small letters it is the Portuguese and Spanish word for "all".
    pattern: new RegExp(
      String.raw`[\[［][*_]{0,3}(?:TODO|FIXME|TBD|PLACEHOLDER|placeholder)[*_]{0,3}(?::[^\[\]\n]{0,80})?[\]］]`,
      "gu",
    ),
    sure: true,
  },
  {
    form: "lorem ipsum",
    pattern: /(?<![’*_(\p{L}])lorem ipsum dolor sit/giu,
    sure: true,
  },
  {
    form: "TODO",
    pattern: new RegExp(
      [
        String.raw`(?:TODO|FIXME|TBD)(?<=${noteBegins}(?:TODO|FIXME|TBD)):`,
        String.raw`(?:TODO|FIXME|TBD)(?<=^[ \t>*_#(|-]*(?:TODO|FIXME|TBD))${lineEnds}`,
      ].join("|"),
      "gmu",
    ),
    sure: true,
  },
  {
    form: "{{ … }}",
    // With the escapes that Markdown allows before each sign.
    pattern: /\{\\?\{[^{}\n]{1,80}\}\\?\}|\{\\?%[^{}\n]{1,80}%\\?\}/gu,
    sure: true,
    machine: true,
  },
  {
    form: "[object Object]",
    pattern: /\[object Object\\?\]/gu,
    sure: true,
    machine: true,
  },
  {
    form: "[insert …]",
    pattern: new RegExp(String.raw`(?<![\]\w!\\])[\[［](?:${tellers})[.…]{0,3}[\]］]`, "giu"),
    sure: false,
  },
  {
    form: "TODO",
    // Not the Portuguese and Spanish word for "all" in a line of capitals.
    pattern: new RegExp(
      [
        String.raw`TODO:(?<!(?:[\p{L}\p{N}_#@/.-]|\p{Lu}\s+)TODO:)`,
        String.raw`TODO(?<=${noteBegins}TODO)(?:\(|[ \t]+[-–—][ \t]|${lineEnds})`,
        String.raw`(?<![\p{L}\p{N}_#@/.-])(?:FIXME|TBD)(?![\p{L}\p{N}_])`,
      ].join("|"),
      "gmu",
    ),
    sure: false,
  },
  {
    form: "XXX",
    pattern: new RegExp(
      String.raw`(?<![\p{L}\p{N}_])(?:X{4,}|XXX(?<!(?<!\p{L})(?:${beforeThirty})\s+XXX)(?!\s+${afterThirty}))(?![\p{L}\p{N}_])`,
      "gu",
    ),
    sure: false,
  },
  {
    form: "<your …>",
    pattern:
      /<[ \t]*(?:your|insert|enter|add|seu|sua|inserir|insira|tu|su|inserte|insertar|placeholder)(?:[ _-][^<>\n]{0,60})?>/giu,
    sure: false,
  },
];

/** Every mark holds one of these: most texts are told from them at one look. */
export const sign = /[[［<{]|TODO|FIXME|TBD|XXX|[Ll]orem|LOREM/u;

/** What is put between quotation marks is spoken of; behind a letter it is an apostrophe. */
export const quotationMark = /(?:["“”„«‘]|(?<!\p{L})')$/u;

/** What stands behind brackets that are a link, name a reference, or define one. */
export const linkTail = /[([]|:[ \t]*(?:<|\/|#|\.|[a-z]+:)/iuy;
