/**
 * The words with which models begin to speak to who asked, in English, Portuguese, Spanish, French,
 * German and Italian; parts of regular expressions.
 */

function anyOf(...words: readonly string[]): string {
  return `(?:${words.join("|")})`;
}

/** `Certainly!`, `Claro!`, and what answers no question with yes or no. */
export const filler = anyOf(
  String.raw`certainly|sure(?: thing)?|of course|gladly|no problem|you(?:['’]re| are) welcome|understood|got it|happy to help`,
  String.raw`claro(?: que sim)?|com certeza|certamente|com (?:muito )?prazer|perfeito|entendido`,
  String.raw`por supuesto|claro que sí|con (?:mucho )?gusto|perfecto|bien sûr|avec plaisir|entendu`,
  String.raw`natürlich|(?:aber )?gerne|selbstverständlich|verstanden|(?:na )?klar`,
  String.raw`certo|volentieri|con piacere|perfetto`,
);
const agreeing = anyOf(
  filler,
  String.raw`absolutely|definitely|great|okay|ok|alright|yes`,
  String.raw`ótimo|sem problemas?|pois não|tudo bem|sim|desde luego|de acuerdo|vale|sí`,
  String.raw`certainement|absolument|d['’]accord|parfait|très bien|volontiers|oui`,
  String.raw`gern|sicher|ja|certo che sì|va bene|assolutamente|sì`,
  String.raw`hello(?: there)?|hi(?: there)?|hey|olá|oi|hola|bonjour|salut|hallo|guten tag|ciao|buongiorno`,
  String.raw`vamos lá|vamos a ello|allons-y|los geht['’]?s|let['’]s (?:dive in|get started|begin)`,
);

export const agreement = `${agreeing}(?:, ${agreeing})?`;

/** `Here is`, `Segue abaixo` */
export const handing = anyOf(
  String.raw`(?:as (?:you )?requested,? )?(?:here(?:['’]s| is| are| you go| it is)|below (?:is|are|you(?:['’]ll| will) find))`,
  String.raw`i(?:['’]ve| have) (?:written|prepared|drafted|created|put together|rewritten|revised|summari[sz]ed|translated)`,
  String.raw`please find|aqui (?:est(?:á|ão)|vai|vão|tem|tens)|segue[m]?|abaixo (?:est(?:á|ão)|apresento)`,
  String.raw`a seguir,? (?:est(?:á|ão)|apresento|você)|eis|preparei|escrevi|elaborei`,
  String.raw`aquí (?:está[n]?|tienes?|va|(?:te|le|os) (?:dejo|presento))|he (?:escrito|preparado|redactado)|te dejo`,
  String.raw`a continuación,? (?:está[n]?|(?:te |le )?presento|encontrarás|tienes|se presenta)`,
  String.raw`voici|voilà|ci-dessous|vous trouverez ci-dessous|j['’]ai (?:rédigé|écrit|préparé)`,
  String.raw`hier (?:ist|sind|finde[nt]|kommt|folgt|eine?)|im folgenden|nachfolgend|anbei|unten finde[nt]`,
  String.raw`ecco(?:ti|vi|le)?|di seguito|qui (?:di seguito|sotto)|ho (?:scritto|preparato|redatto)`,
);

/** A text that is handed over. Of an article's own sentences hardly any hands one of these. */
const writing = anyOf(
  String.raw`article|essay|blog post|summary|response|answer|draft|translation|paragraph|introduction|conclusion`,
  String.raw`explanation|overview|outline|readme|(?:image |picture )?description|alt(?:ernative)? text`,
  String.raw`texto alternativo|descrição|descripción|beschreibung|descrizione`,
  String.raw`artigo|ensaio|resumo|resposta|rascunho|tradução|parágrafo|introdução|conclusão|explicação|visão geral`,
  String.raw`artículo|ensayo|resumen|respuesta|borrador|traducción|párrafo|introducción|conclusión|explicación`,
  String.raw`essai|résumé|réponse|brouillon|traduction|paragraphe|explication`,
  String.raw`artikel|aufsatz|beitrag|zusammenfassung|antwort|entwurf|übersetzung|absatz|einleitung|fazit|erklärung|überblick`,
  String.raw`articolo|saggio|riassunto|risposta|bozza|traduzione|paragrafo|introduzione|conclusione|spiegazione|panoramica`,
);
/** Words for a text that an article uses for other things as well. */
const part = anyOf(
  String.raw`sections?|texts?|versions?|passages?|content|wording|rewrite|post|attempt|seção|textos?|versão|trecho|conteúdo`,
  String.raw`sección|versión|fragmento|contenido|textes?|contenu|abschnitt(?:e|s)?|textes|fassung|sezione|testo|versione|brano|contenuto`,
);
const reworked = anyOf(
  String.raw`revised|rewritten|reworded|polished|improved|updated|corrected|edited|shortened|expanded`,
  String.raw`(?:revisad|reescrit|melhorad|atualizad|corrigid|reformulad|ampliad)[oa]`,
  String.raw`(?:mejorad|actualizad|corregid)[oa]|(?:révisée?|réécrite?|améliorée?|corrigée?|reformulée?)`,
  String.raw`(?:überarbeitete|verbesserte|korrigierte|aktualisierte|gekürzte)[nrs]?`,
  String.raw`(?:rivist|riscritt|migliorat|corrett|aggiornat)[oa]`,
);
const asked = anyOf(
  String.raw`(?:you|as) (?:asked|requested|wanted)|conforme solicitado|(?:você|vocês) pedi\p{L}+|(?:que )?(?:me )?pediste`,
  String.raw`solicitad[oa]s?|demandée?s?|gewünschte?[nrs]?|richiest[oaie]|che hai chiesto`,
);

const word = (words: string): string => String.raw`(?<!\p{L})${words}(?!\p{L})`;
/** In what is handed over, a sign that it is the answer; looked for in the rest of a sentence. */
export const handed = anyOf(
  word(writing),
  word(asked),
  // “Here is the text of the law:” hands over no answer.
  String.raw`${word(part)}(?: (?:about|on|in|for|sobre|em|en|para|sur|pour|über|auf|für|su|per) [^.:]{1,60})?\s?:$`,
  String.raw`${word(part)}.*${word(reworked)}`,
  String.raw`${word(reworked)}.*${word(part)}`,
);

export const praise = anyOf(
  String.raw`¡?(?:what an? |that(?:['’]s| is) an? |que |esta é uma |qué |es una |c['’]est une |das ist eine |che |è una )?(?:really |very |muito |muy |très |sehr |davvero )?(?:great|good|excellent|interesting|fantastic|wonderful|thoughtful|ótima|boa|excelente|interessante|buena|gran|excellente|bonne|gute|tolle|ausgezeichnete|spannende|bella|ottima|buona) (?:question|pergunta|pregunta|frage|domanda)`,
  String.raw`(?:thank you|thanks)(?: so much| a lot)? for (?:asking|(?:your|the) (?:\p{L}+ )?(?:question|request))`,
  String.raw`obrigad[oa] (?:pela|por sua) pergunta|gracias por (?:tu|su|la) pregunta|merci (?:pour|de) (?:votre|ta|cette) question`,
  String.raw`(?:vielen )?danke? für (?:die|deine|ihre) frage|grazie per la (?:tua |sua )?domanda`,
);
export const willing = anyOf(
  String.raw`i(?:['’]d| would) be (?:more than )?(?:happy|glad|delighted) to|i(?:['’]m| am) (?:happy|glad) (?:to help|you asked)|i can (?:certainly |definitely )?help (?:you )?with (?:that|this)`,
  String.raw`(?:fico feliz em|será um prazer|terei (?:o )?prazer em) (?:te |lhe )?ajud|posso (?:te |lhe )?ajudar com isso|vou escrever`,
  String.raw`(?:estaré|estoy) encantad[oa] de ayud|será un placer ayud|puedo ayudarte con eso`,
  String.raw`je (?:serais|suis) (?:ravie?|heureux|heureuse) de (?:vous |t['’])?aid|ich helfe (?:dir|ihnen) gern|sarò (?:felice|lieto) di aiut`,
);
