/**
 * Sentences with which models take leave of who asked, in English, Portuguese, Spanish, French, German
 * and Italian; parts of regular expressions. Each is of its sentence the beginning, so what an article
 * could say to its readers, `Feel free to add salt`, goes on in another way or ends otherwise.
 */
const end = String.raw`\W*$`;

const english = [
  String.raw`(?:i )?(?:really )?hope (?:this|that|it|these|those|the above)(?: (?:answer|article|explanation|guide|information|overview|response|summary|text|clarification)s?)? (?:helps?|helped|(?:is|was|are|were|will be) (?:\p{L}+ )?(?:helpful|useful|what you (?:were looking for|needed|had in mind))|(?:answers?|clarif\p{L}+|clears?) .{0,40}|meets your .{0,40})(?: you)?(?: (?:out|with|in|to|get|understand|clarify|clear|as you)(?!\p{L}).{0,60})?${end}`,
  String.raw`(?:i )?(?:really )?hope you (?:find|found) (?:this|it)(?!\p{L}).{0,40}(?:helpful|useful)`,
  String.raw`(?:please )?(?:just )?let me know(?:${end}| (?:if (?:you|there['’]?s?|any|this|that|i)|how (?:i|this)|what else|should you)\b)`,
  String.raw`(?:please )?feel free to (?:ask(?: me| any| if| further| more|${end})|reach out|let me know|contact me|message me)`,
  String.raw`(?:please )?(?:do not|don['’]t) hesitate to (?:ask(?: me| any| if|${end})|reach out|contact me|let me know)`,
  String.raw`(?:if|should) you (?:have|need|want|would like|['’]d like|require)\b.{0,120}?\b(?:let me know|feel free to (?:ask(?: me|${end})|reach out)|just (?:ask${end}|let me)|i(?:['’]m| am) (?:here|happy)|i can\b|i(?:['’]d| would) be happy|don['’]t hesitate to (?:ask${end}|reach))`,
  String.raw`if you(?:['’]d like|['’]d prefer| prefer| wish),? (?:i can|i could|let me know)\b`,
  String.raw`i (?:can|could) (?:also )?(?:provide|add|write|expand|adjust|include|give|create|make|explain|elaborate|help)\b.{0,80}? if (?:you(?:['’]d)? (?:want|like|need|wish|prefer)|needed)`,
  String.raw`(?:would you like|do you want|want) me to\b`,
  String.raw`would you like (?:a|an|another|more|some) .{0,40}?(?:version|details?|examples?|information|explanation|draft)(?!\p{L}).{0,40}\?`,
  String.raw`(?:shall|should) i (?:continue|go on|go ahead|expand|elaborate|add|write|proceed|provide|include|translate)\b.*\?`,
  String.raw`(?:i(?:['’]m| am) )?(?:always )?happy to (?:adjust|help|revise|expand|elaborate|tweak|clarify|provide|refine)\b`,
  String.raw`is there anything else\b.{0,60}?\b(?:i can|you(?:['’]d| would) like)`,
  String.raw`let me know what you think|do you have any (?:other|more|further) questions|any (?:(?:other|more|further) )?questions\?`,
  String.raw`if there(?:['’]s| is) anything else|is this what you (?:were looking for|had in mind|wanted)\?|does (?:this|that) (?:help|answer your question|work for you)\?`,
  String.raw`feel free to (?:modify|adapt|adjust|edit|customi[sz]e) (?:this|the) (?:text|article|draft|section)|you can copy (?:and paste )?this (?:directly|text)|(?:please note that )?i(?:['’]m| am) an ai(?!\p{L})`,
  String.raw`if you(?:['’]d like| want| need)(?!\p{L}).{0,80}, (?:just )?(?:say the word|ask me)`,
];
const portuguese = [
  String.raw`espero que (?:iss[oa]|ist[oa]|(?:est[ea]s?|ess[ea]s?|[oa]s?) (?:artigo|explicaç\p{L}+|guia|informaç\p{L}+|respostas?|resumo|textos?)|te|lhe|tenha|seja)(?!\p{L}).{0,60}?(?:ajud|útil|úteis)\p{L}*|espero que (?:te |lhe )?ajude${end}|espero (?:ter|tê-l[oa]) ajudado`,
  String.raw`(?:se|caso) (?:você )?(?:tiver|tenha|precisar|precise|quiser|queira|desejar|deseje)(?!\p{L}).{0,120}?(?:me avis|avise-me|me dig|diga-me|(?:é só|basta) (?:me (?!\w*\s*$)|(?:me )?(?:avisar|falar|pedir|perguntar|dizer|chamar)${end})|estou à|fico à|posso(?!\p{L})|estou aqui|não hesite em (?:me |perguntar${end}|entrar em contato))`,
  String.raw`(?:fico|estou) à (?:sua )?disposição|(?:ficou (?:com )?)?(?:alguma|qualquer) dúvida(?:\?|.{0,60}?(?:me avis|é só (?:avisar|falar|perguntar|chamar)${end}|à disposição))`,
  String.raw`(?:me avise|avise-me|me diga|diga-me) se(?!\p{L})|(?:quer|gostaria|deseja) que eu(?!\p{L})|gostaria de (?:saber mais|mais detalhes|que eu)(?!\p{L}).*\?`,
  String.raw`posso (?:te |lhe )?ajudar (?:em|com) mais|fique à vontade para (?:me |perguntar${end}|entrar em contato)|não hesite em (?:me |perguntar${end}|entrar em contato)`,
  String.raw`posso (?:também )?\p{L}+(?!\p{L}).{0,60}? (?:se|caso) (?:você )?(?:quiser|queira|desejar|deseje|preferir|precisar)${end}`,
  String.raw`(?:precisa|deseja) (?:de )?(?:mais alguma coisa|algo mais)\?|alguma outra (?:dúvida|pergunta)\?|tem mais alguma (?:dúvida|pergunta)\?|sinta-se à vontade para (?:me |perguntar${end}|entrar em contato)`,
];
const spanish = [
  String.raw`espero que (?:(?:esto|est[ea] (?:artículo|explicación|guía|información|respuesta|resumen|texto)|la (?:explicación|información|respuesta)|el texto)(?: (?:te|le|os))?|te|le|os)(?: (?:haya|sea|sean|resulte|pueda))?(?: (?:de|sido))? (?:ayud|útil|sirva|servido)\p{L}*|espero haber(?:te|le) ayudado|espero que ayude${end}`,
  String.raw`si (?:tienes|tiene|necesitas|necesita|quieres|quiere|deseas|desea)(?!\p{L}).{0,120}?(?:avísame|avíseme|dímelo|dígame|házmelo saber|hágamelo saber|no dudes? en (?:preguntar(?:me)?${end}|\p{L}+me(?:lo)?(?!\p{L}))|estoy aquí|aquí estoy|puedo(?!\p{L})|quedo a)`,
  String.raw`no dudes? en (?:preguntar${end}|preguntarme|consultarme|contactarme|pedírmelo|decírmelo|escribirme|avisarme)`,
  String.raw`(?:quieres|quiere|te gustaría|le gustaría|deseas|desea) que (?:yo |te |le )?\p{L}+|(?:necesitas|necesita) algo más|hay algo más (?:en lo que|que (?:pueda|desees|quieras))`,
  String.raw`(?:déjame|déjeme) saber si|av[ií]same si|quedo (?:a (?:tu|su) disposición|atent[oa] a (?:tus|sus) )`,
  String.raw`(?:también )?puedo \p{L}+(?!\p{L}).{0,60}? si (?:quieres|lo (?:deseas|prefieres|necesitas))${end}|dime si (?:quieres|necesitas|deseas)|tienes (?:alguna otra|más) (?:duda|pregunta)s?\?`,
];
const french = [
  String.raw`j['’]espère que (?:cela|ça|ceci|(?:cet|cette|ces) (?:article|explication|guide|informations?|réponse|résumé|texte))(?!\p{L}).{0,60}?(?:aid|utile)\p{L}*|j['’]espère avoir (?:répondu à (?:votre|ta|vos)|pu (?:vous|t['’])\s?aid)`,
  String.raw`n['’]hésite[sz]? pas (?:(?:à )?(?:me |m['’]|poser (?:d['’]autres |vos |des |tes )?questions?|revenir vers)|si (?:vous avez|tu as) (?:des|d['’]autres) questions)`,
  String.raw`si (?:vous avez|tu as|vous souhaitez|tu souhaites|vous voulez)(?!\p{L}).{0,120}?(?:n['’]hésite[sz]? pas(?:${end}| à (?:me |m['’]|demander${end}|revenir))|(?:faites|dites)-le[- ]moi|fais-le[- ]moi|dis-le[- ]moi|je (?:suis|peux|reste)(?!\p{L}))`,
  String.raw`(?:souhaitez-vous|voulez-vous|veux-tu|souhaites-tu|aimeriez-vous) que je|puis-je (?:vous|t['’])\s?aider|(?:faites-moi|fais-moi) savoir si|(?:dites|dis)-moi si|je reste à (?:votre|ta) disposition`,
  String.raw`je peux (?:aussi |également )?\p{L}+(?!\p{L}).{0,80}? si (?:vous (?:le )?(?:souhaitez|voulez|désirez)|tu (?:le )?(?:souhaites|veux))${end}|besoin d['’]autre chose|(?:avez-vous|as-tu) d['’]autres questions`,
];
const german = [
  String.raw`ich hoffe,? (?:dass )?(?:das|dies|es|ich|diese[rs]? (?:antwort|artikel|erklärung|informationen|text|überblick|übersicht|zusammenfassung))(?!\p{L}).{0,60}?(?:hilft|geholfen|helfen|hilfreich|weiter)(?!\p{L})`,
  String.raw`(?:lass(?:en sie)?|lasst) (?:es )?mich (?:gerne )?wissen|sag(?:en sie)? (?:mir |einfach )?bescheid|gibt es noch etwas,? (?:wobei|womit|bei dem) ich`,
  String.raw`(?:wenn|falls|sollten|sollte) (?:du|sie|ihr)(?!\p{L}).{0,120}?(?:lass(?:en sie)? (?:es )?mich|melde(?:n sie sich| dich| dich bei mir| dich gerne)${end}|sag(?:en sie)? (?:mir )?bescheid|ich (?:helfe|stehe|kann)(?!\p{L})|stehe ich|helfe ich|kann ich|frag(?:en sie)? (?:mich|gerne|einfach)${end})`,
  String.raw`bei (?:weiteren )?(?:fragen|rückfragen) (?:stehe ich|melde(?:n sie sich| dich)(?: (?:gerne|einfach|bei mir))*${end})`,
  String.raw`(?:möchten sie|möchtest du|wünschen sie),? dass ich|soll ich (?:noch|dir|ihnen|das|den|die) .*\?$|ich stehe (?:ihnen|dir)? ?(?:gerne )?(?:für .{0,40})?zur verfügung`,
  String.raw`melde(?:n sie sich| dich)(?: gerne| einfach| jederzeit)?(?: bei mir|,? (?:wenn|falls) (?:du|sie) (?:noch |weitere )?fragen)`,
  String.raw`(?:möchtest du|möchten sie) (?:noch )?(?:mehr|weitere) (?:details|beispiele|informationen)(?!\p{L}).*\?|(?:hast du|haben sie) noch fragen\?`,
];
const italian = [
  String.raw`spero che (?:ciò|quest[oa](?: (?:articolo|guida|risposta|riassunto|spiegazione|testo))?|queste informazioni|ti|le|vi|sia)(?!\p{L}).{0,60}?(?:aiut|util)\p{L}*|spero (?:ti|le|vi) sia (?:utile|d['’]aiuto)|spero di esser(?:ti|le|vi) stat[oa] (?:utile|d['’]aiuto)`,
  String.raw`(?:fammi|mi faccia|fatemi) sapere se|non esitare a (?:chiedere${end}|chiedermi|contattarmi|farmi sapere)`,
  String.raw`se (?:hai|ha|avete|vuoi|vuole|desideri|desidera)(?!\p{L}).{0,120}?(?:fammi sapere|mi faccia sapere|non esit(?:are|i) a (?:chiedere${end}|\p{L}+mi(?!\p{L}))|sono qui|posso(?!\p{L}))`,
  String.raw`(?:vuoi|vuole|desideri|desidera) che (?:io |ti |le )?\p{L}+.*\?|posso aiutar(?:ti|la|vi) (?:con|in) altro|(?:sono|resto) a (?:tua|sua|vostra|completa)? ?disposizione|c['’]è altro (?:in cui|che (?:posso|desider|vuo))`,
  String.raw`se hai altre domande|hai altre domande\?|posso (?:anche )?\p{L}+(?!\p{L}).{0,60}?,? se (?:vuoi|vuole|lo desideri)${end}`,
];
/** `(Word count: 300)` */
const count = [
  String.raw`(?:word count|contagem de palavras|(?:número|cantidad) de palabras|nombre de mots|wort(?:an)?zahl|(?:numero di|conteggio delle) parole)\s?:? ?[~≈]?\d[\d.,]*${end}`,
];

export const closings = [
  ...english,
  ...portuguese,
  ...spanish,
  ...french,
  ...german,
  ...italian,
  ...count,
].join("|");
