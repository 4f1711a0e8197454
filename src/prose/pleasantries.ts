/**
 * What models say around an answer, in English, Portuguese, Spanish, French, German and Italian. A
 * sentence of an article may look alike: each of these is tried on whole sentences at the very
 * beginning or end of an answer, and what could be part of one is left out.
 */

/** `Certainly!`, `Claro!` */
const agreement = String.raw`certainly|sure(?: thing)?|of course|absolutely|definitely|gladly|great|okay|ok|alright|no problem|understood|got it|happy to help|yes|claro(?: que s(?:im|í))?|com certeza|certamente|com (?:muito )?prazer|perfeito|ótimo|entendido|sem problemas?|pois não|tudo bem|certo|sim|por supuesto|desde luego|con (?:mucho )?gusto|perfecto|de acuerdo|vale|sí|bien sûr|certainement|avec plaisir|absolument|d['’]accord|entendu|parfait|très bien|volontiers|oui|natürlich|(?:aber )?gerne?|sicher|selbstverständlich|(?:na )?klar|verstanden|ja|certo che sì|volentieri|con piacere|perfetto|va bene|assolutamente|sì`;
/** Of these, what answers no question with yes or no. */
const filler = String.raw`certainly|sure(?: thing)?|of course|gladly|no problem|understood|got it|happy to help|claro|com certeza|certamente|com (?:muito )?prazer|perfeito|entendido|por supuesto|con (?:mucho )?gusto|perfecto|bien sûr|avec plaisir|entendu|natürlich|(?:aber )?gerne|selbstverständlich|verstanden|certo|volentieri|con piacere|perfetto`;
/** `Here is`, `Segue abaixo` */
const handing = String.raw`here(?:['’]s| is| are| you go| it is)|below (?:is|are|you(?:['’]ll| will) find)|i(?:['’]ve| have) (?:written|prepared|drafted|created|put together|rewritten|summari[sz]ed|translated)|please find|aqui (?:est(?:á|ão)|vai|vão|tem|tens)|segue[m]?|abaixo est(?:á|ão)|a seguir,? (?:est(?:á|ão)|apresento|você)|eis|preparei|escrevi|elaborei|aquí (?:está[n]?|tienes?|va|(?:te|le|os) (?:dejo|presento))|a continuación,? (?:está[n]?|(?:te |le )?presento|encontrarás|tienes|se presenta)|he (?:escrito|preparado|redactado)|te dejo|voici|voilà|ci-dessous|vous trouverez ci-dessous|j['’]ai (?:rédigé|écrit|préparé)|hier (?:ist|sind|finde[nt]|kommt|folgt)|im folgenden|nachfolgend|anbei|unten finde[nt]|ecco(?:ti|vi|le)?|di seguito|qui (?:di seguito|sotto)|ho (?:scritto|preparato|redatto)`;
/** What is handed over: of an article's own sentences hardly any begins by handing one of these. */
const piece = String.raw`article|essay|blog post|summary|response|answer|draft|translation|paragraph|introduction|conclusion|explanation|overview|outline|readme|(?<!\p{L})(?:image |picture )?description|alt(?:ernative)? text|texto alternativo|descrição|descripción|beschreibung|descrizione|artigo|ensaio|resumo|resposta|rascunho|tradução|parágrafo|introdução|conclusão|explicação|visão geral|artículo|ensayo|resumen|respuesta|borrador|traducción|párrafo|introducción|conclusión|explicación|essai|résumé|réponse|brouillon|traduction|paragraphe|explication|artikel|aufsatz|beitrag|zusammenfassung|antwort|entwurf|übersetzung|absatz|einleitung|fazit|erklärung|überblick|articolo|saggio|riassunto|risposta|bozza|traduzione|paragrafo|introduzione|conclusione|spiegazione|panoramica|(?:you|as) (?:asked|requested|wanted)|conforme solicitado|(?:você|vocês) pedi\p{L}+|(?:que )?(?:me )?pediste|demandée?s?|gewünschte?n?|richiest[oaie]|che hai chiesto`;
const praise = String.raw`¡?(?:what an? |that(?:['’]s| is) an? |que |esta é uma |qué |es una |c['’]est une |das ist eine |che |è una )?(?:really |very |muito |muy |très |sehr |davvero )?(?:great|good|excellent|interesting|fantastic|wonderful|thoughtful|ótima|boa|excelente|interessante|buena|gran|excellente|bonne|gute|tolle|ausgezeichnete|spannende|bella|ottima|buona) (?:question|pergunta|pregunta|frage|domanda)`;
const willing = String.raw`i(?:['’]d| would) be (?:more than )?(?:happy|glad|delighted) to|i(?:['’]m| am) (?:happy|glad) (?:to help|you asked)|(?:fico feliz em|será um prazer|terei (?:o )?prazer em) (?:te |lhe )?ajud|(?:estaré|estoy) encantad[oa] de ayud|será un placer ayud|je (?:serais|suis) (?:ravie?|heureux|heureuse) de (?:vous |t['’])?aid|ich helfe (?:dir|ihnen) gern|sarò (?:felice|lieto) di aiut`;

/** `I hope this helps`, `Let me know if you …` */
const closings = [
  String.raw`(?:i )?(?:really )?hope (?:this|that|these|it|you find (?:this|it))\b.{0,60}?\b(?:helps?|helpful|useful|what you (?:were looking for|needed))\b`,
  String.raw`(?:please )?(?:just )?let me know (?:if (?:you|there['’]?s?|any|this|that|i)\b|how (?:i|this)\b|what else|should you\b)`,
  String.raw`(?:please )?feel free to (?:ask(?: me| any| if| further| more|\W*$)|reach out|let me know|contact me|message me)`,
  String.raw`(?:if|should) you (?:have|need|want|would like|['’]d like|require)\b.{0,120}?\b(?:let me know|feel free to (?:ask(?: me|\W*$)|reach out)|just (?:ask\W*$|let me)|i(?:['’]m| am) (?:here|happy)|i can\b|i(?:['’]d| would) be happy|don['’]t hesitate to (?:ask\W*$|reach))`,
  String.raw`(?:would you like|do you want) me to\b`,
  String.raw`is there anything else\b.{0,60}?\b(?:i can|you(?:['’]d| would) like)`,
  String.raw`espero que (?:iss[oa]|ist[oa]|est[ea]s?|ess[ea]s?|[oa]s? \p{L}+|te|lhe|tenha|seja)(?!\p{L}).{0,60}?(?:ajud|útil|úteis)\p{L}*|espero que (?:te |lhe )?ajude|espero ter ajudado`,
  String.raw`(?:se|caso) (?:você )?(?:tiver|tenha|precisar|precise|quiser|queira|desejar|deseje)(?!\p{L}).{0,120}?(?:me avis|avise-me|me dig|diga-me|(?:é só|basta) (?:me (?!\w*\s*$)|(?:me )?(?:avisar|falar|pedir|perguntar|dizer|chamar)\W*$)|estou à|fico à|posso(?!\p{L})|estou aqui|não hesite em (?:me |perguntar\W*$|entrar em contato))`,
  String.raw`(?:fico|estou) à (?:sua )?disposição|qualquer dúvida.{0,60}?(?:me avis|é só (?:avisar|falar|perguntar|chamar)\W*$|à disposição)|(?:me avise|avise-me|me diga|diga-me) se(?!\p{L})|(?:quer|gostaria|deseja) que eu(?!\p{L})|posso (?:te |lhe )?ajudar (?:em|com) mais|fique à vontade para (?:me |perguntar\W*$|entrar em contato)`,
  String.raw`espero que (?:esto|esta|este|te|le|sea|la|el)(?!\p{L}).{0,60}?(?:ayud|útil|sirva)\p{L}*`,
  String.raw`¿?si (?:tienes|tiene|necesitas|necesita|quieres|quiere|deseas|desea)(?!\p{L}).{0,120}?(?:avísame|avíseme|dímelo|dígame|házmelo saber|hágamelo saber|no dudes? en (?:preguntar(?:me)?\W*$|\p{L}+me(?:lo)?(?!\p{L}))|estoy aquí|puedo(?!\p{L})|quedo a)|no dudes? en (?:preguntar(?:me)?\W*$|consultarme|contactarme|pedírmelo|decírmelo|escribirme|avisarme)|¿(?:quieres|quiere|te gustaría|le gustaría|deseas|desea) que (?:yo |te |le )?\p{L}+|¿?hay algo más (?:en lo que|que (?:pueda|desees|quieras))|(?:déjame|déjeme) saber si|av[ií]same si|quedo a (?:tu|su) disposición`,
  String.raw`j['’]espère que (?:cela|ça|cet|cette|ces|ceci)(?!\p{L}).{0,60}?(?:aid|utile)\p{L}*`,
  String.raw`n['’]hésite[sz]? pas (?:à )?(?:me |m['’]|poser (?:d['’]autres |vos |des |tes )?questions?|revenir vers)|si (?:vous avez|tu as|vous souhaitez|tu souhaites|vous voulez)(?!\p{L}).{0,120}?(?:n['’]hésite[sz]? pas(?:\W*$| à (?:me |m['’]|demander\W*$|revenir))|(?:faites|dites)-le[- ]moi|fais-le[- ]moi|dis-le[- ]moi|je (?:suis|peux|reste)(?!\p{L}))|(?:souhaitez-vous|voulez-vous|veux-tu|souhaites-tu|aimeriez-vous) que je|(?:faites-moi|fais-moi) savoir si|(?:dites|dis)-moi si|je reste à (?:votre|ta) disposition`,
  String.raw`ich hoffe,? (?:dass )?(?:das|dies|diese[rs]?|es|ich)(?!\p{L}).{0,60}?(?:hilft|geholfen|helfen|hilfreich|weiter)(?!\p{L})`,
  String.raw`(?:lass(?:en sie)?|lasst) (?:es )?mich (?:gerne )?wissen|(?:wenn|falls|sollten|sollte) (?:du|sie|ihr)(?!\p{L}).{0,120}?(?:lass(?:en sie)? (?:es )?mich|melde(?:n sie sich| dich| dich bei mir| dich gerne)\W*$|sag(?:en sie)? (?:mir )?bescheid|ich (?:helfe|stehe|kann)(?!\p{L})|stehe ich|helfe ich|kann ich|frag(?:en sie)? (?:mich|gerne|einfach)\W*$)|(?:möchten sie|möchtest du|wünschen sie),? dass ich|soll ich (?:noch|dir|ihnen|das|den|die) .*\?$|sag(?:en sie)? mir bescheid|ich stehe (?:ihnen|dir)? ?(?:gerne )?(?:für .{0,40})?zur verfügung`,
  String.raw`spero che (?:quest[oaie]|ti|le|vi|sia)(?!\p{L}).{0,60}?(?:aiut|util)\p{L}*`,
  String.raw`(?:fammi|mi faccia|fatemi) sapere se|se (?:hai|ha|avete|vuoi|vuole|desideri|desidera)(?!\p{L}).{0,120}?(?:fammi sapere|mi faccia sapere|non esit(?:are|i) a (?:chiedere\W*$|\p{L}+mi(?!\p{L}))|sono qui|posso(?!\p{L}))|non esitare a (?:chiedere\W*$|chiedermi|contattarmi|farmi sapere)|(?:vuoi|vuole|desideri|desidera) che (?:io|ti|le) |(?:sono|resto) a (?:tua|sua|vostra|completa) disposizione|c['’]è altro (?:in cui|che (?:posso|desider|vuo))`,
];

const sentenceOf = (pattern: string): RegExp => new RegExp(`^(?:${pattern})`, "isu");
const patterns = {
  agreement: sentenceOf(String.raw`¡?(?:${agreement})\s?[!.]+$`),
  filler: sentenceOf(String.raw`¡?(?:${filler})\s?!+$`),
  agreedHanding: sentenceOf(
    String.raw`¡?(?:${agreement})\s?[,!.;:–—-]+\s+(?:${handing})(?!\p{L}).*[:.!]$`,
  ),
  handing: sentenceOf(String.raw`(?:${handing})(?!\p{L}).*[:.!]$`),
  handingPiece: sentenceOf(
    String.raw`(?:${handing})(?!\p{L}).*(?<!\p{L})(?:${piece})(?!\p{L}).*:$`,
  ),
  praise: sentenceOf(String.raw`(?:${praise})\s?[!.]+$`),
  willing: sentenceOf(willing),
  closing: sentenceOf(String.raw`[*_]{0,2}(?:${closings.join("|")})`),
  /** It speaks to the readers of an article. */
  readers:
    /(?<!\p{L})(?:comments?|comentários?|comentarios?|commentaires?|kommentare?n?|commenti)(?!\p{L})/iu,
};

/** What a sentence at the beginning of an answer says of it. */
export type Opening = "agreement" | "filler" | "handing" | "praise" | "willing";

/**
 * Recognizes a sentence before an answer.
 * @param afterAgreement true when the sentence before it agrees, as `Certainly!`
 */
export function recognizeOpening(sentence: string, afterAgreement: boolean): Opening | undefined {
  if (patterns.filler.test(sentence)) return "filler";
  if (patterns.agreement.test(sentence)) return "agreement";
  if (patterns.praise.test(sentence)) return "praise";
  if (patterns.agreedHanding.test(sentence) || patterns.handingPiece.test(sentence))
    return "handing";
  if (afterAgreement && patterns.handing.test(sentence)) return "handing";
  return patterns.willing.test(sentence) ? "willing" : undefined;
}

/** True for a sentence that ends a conversation, not an article. */
export function isClosing(sentence: string): boolean {
  return patterns.closing.test(sentence) && !patterns.readers.test(sentence);
}
