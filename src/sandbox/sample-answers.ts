/** A text written for one prompt of the sample. */
interface SampleAnswer {
  /** How the prompt begins, enough of it to tell it from any other; single spaces. */
  readonly begins: string;
  /** Markdown. */
  readonly answer: string;
}

const summary = `\
O ChatGPT e a API da OpenAI se completam. No ChatGPT, você conversa, testa ideias e descobre que tipo de instrução funciona; com a API, leva o que funcionou para um programa, que pode ser repetido, medido e revisto. Um pedido de texto ou de imagem é uma chamada HTTP com três ingredientes: um modelo, uma instrução e uma chave, que fica fora do código. A resposta é cobrada pelo uso. Como pode conter erros, a leitura atenta de uma pessoa continua fazendo parte do trabalho.`;

const overview = `\
O ChatGPT é um produto pronto: uma conversa, no navegador ou no celular, com um modelo de linguagem da OpenAI. A API é a porta de serviço. Em vez de uma tela, oferece endereços HTTP que um programa pode chamar, com modelos de texto, de imagem e de áudio. São serviços com cobranças separadas: uma assinatura do ChatGPT não inclui o uso da API, e vice-versa.

Na prática, um serve de rascunho para o outro. É comum começar no ChatGPT, ajustando a pergunta até que o tom e o formato agradem, e só então levar a instrução para o código. A partir daí, o pedido deixa de depender de alguém que copie e cole: fica registrado, pode ser repetido com outros temas e, se a resposta for guardada, não precisa ser pago duas vezes.

### O caminho de um pedido

Um pedido de texto leva o nome do **modelo**, a **instrução** e um **limite de tamanho** para a resposta. Tudo é contado em *tokens*, que são pedaços de palavra, e tanto o que se envia quanto o que se recebe entra na conta. Quando o limite é baixo demais, a resposta termina no meio da frase. A API avisa disso no próprio retorno, e vale conferir esse aviso antes de publicar qualquer coisa.

Um pedido de imagem é parecido: modelo, descrição, tamanho e quantidade. Os modelos de imagem atuais da OpenAI devolvem o arquivo dentro da resposta, codificado em base64. Já os servidores compatíveis costumam devolver um link temporário, que deixa de funcionar depois de algum tempo. Nos dois casos, o certo é salvar o arquivo na hora: uma página que aponta para um link temporário amanhece com buracos no lugar das figuras.

### Antes de publicar

Alguns cuidados evitam quase todos os sustos:

- **Guarde a chave fora do código.** Ela vai numa variável de ambiente, nunca no texto do programa, no notebook ou no repositório.
- **Conte com falhas.** A rede cai, o limite de pedidos por minuto chega. Espere um pouco e tente de novo, um número limitado de vezes.
- **Defina um teto de gasto.** Some o que cada pedido consumiu e pare antes de passar do que aceita pagar.
- **Releia tudo.** Um modelo escreve com a mesma fluência o que é verdade e o que não é. Datas, nomes, números e citações pedem conferência na fonte.

Por fim, diga ao leitor o que foi feito por um modelo. Guardar o pedido, a resposta e o nome do modelo ao lado do texto custa pouco e permite responder, meses depois, à pergunta mais simples de todas: *de onde veio isto?*`;

const conclusion = `\
O ponto de partida foi uma pergunta prática: como levar para um programa o que funciona numa conversa? A resposta coube em poucas linhas de Python. O resto é o trabalho de sempre de quem escreve: ler, conferir, cortar, melhorar. O ChatGPT é um bom lugar para descobrir o que pedir; a API, para pedir de novo, sempre do mesmo jeito, sabendo quanto custou.

As perguntas sobre os dados deixam uma lição mais discreta. Conhecemos, em linhas gerais, o caminho do treinamento; conhecemos o que a empresa declara sobre as fontes e sobre o uso das conversas; e há uma parte que simplesmente não é pública. Dizer isso com todas as letras é melhor do que preencher a lacuna com certezas. Para quem publica, a regra é curta: respeite o que é dos outros, proteja os dados de quem confiou em você, conte o que foi feito por um modelo e assine embaixo só do que leu.`;

const training = `\
Em linhas gerais, em duas etapas. Na primeira, o *pré-treinamento*, o modelo percorre uma quantidade enorme de texto e aprende a prever como cada trecho continua. Dessa tarefa aparentemente simples vêm a gramática, os estilos e boa parte do que parece conhecimento. Na segunda, ele é ajustado para seguir instruções e conversar.

O primeiro ChatGPT usou, com pequenas diferenças, o método do InstructGPT, publicado em 2022:

1. pessoas escrevem exemplos de boas respostas, e o modelo é ajustado para imitá-las;
2. pessoas comparam respostas do modelo e as ordenam da melhor para a pior;
3. essas preferências treinam um segundo modelo, de *recompensa*, que orienta o ajuste do primeiro por aprendizado por reforço, técnica conhecida pela sigla em inglês RLHF.

De lá para cá as técnicas evoluíram, e os modelos mais recentes também são treinados para raciocinar por etapas antes de responder. Nem todos os detalhes são públicos. Para um modelo específico, a fonte mais segura é o *system card* publicado junto com ele.`;

const data = `\
A OpenAI declara três fontes principais: informações disponíveis publicamente na internet; informações obtidas por meio de parcerias com terceiros; e informações fornecidas ou geradas por usuários, por treinadores humanos e por pesquisadores.

Isso descreve categorias, não uma lista. A empresa não publica a relação completa dos sites, livros ou bases que entraram em cada modelo, nem a proporção de cada um. Também informa que aplica filtros antes do treinamento, para retirar, por exemplo, spam e páginas que só reúnem dados pessoais. Quem disser com exatidão o que há lá dentro está, na melhor das hipóteses, fazendo uma estimativa.`;

const socialNetworks = `\
Com o que é público, **não dá para afirmar que sim nem que não**. A OpenAI não divulga a lista dos sites usados, e por isso uma resposta categórica sobre esta ou aquela rede seria palpite.

O que se pode dizer é mais modesto. A empresa afirma usar conteúdo aberto e gratuito da internet e não recolher de propósito o que está atrás de um acesso pago. Uma publicação privada não se encaixa nessa descrição; uma publicação aberta, que pode ter sido citada ou copiada em outros sites, talvez tenha chegado por um desses caminhos. As próprias redes também têm termos de uso que restringem a coleta automática.

E não adianta perguntar ao modelo: ele não consulta a lista do que leu e pode responder com segurança algo que não tem como saber.`;

const searchEngines = `\
Aparecer no resultado de uma busca não deixa um conteúdo livre para qualquer uso. O buscador mostra onde algo está; quem decide sobre a obra continua sendo o titular dos direitos, e no Brasil vale a Lei de Direitos Autorais (Lei nº 9.610/1998).

Se houver dados pessoais, entra também a LGPD (Lei nº 13.709/2018). Ela diz que o tratamento de dados de acesso público deve considerar *a finalidade, a boa-fé e o interesse público* que justificaram a divulgação. Em outras palavras, público não é sinônimo de sem dono.

Há ainda um lado técnico. Quem mantém um site pode indicar, no arquivo \`robots.txt\`, que robôs aceita. A OpenAI documenta os seus, e um deles, o \`GPTBot\`, é o que recolhe páginas que podem servir ao treinamento; bloqueá-lo não tira o site dos buscadores.

As regras sobre treinamento de modelos com obras protegidas variam de país para país e ainda estão mudando. Em caso concreto, procure orientação jurídica.`;

const privacy = `\
Depende da porta por onde você entra.

| Serviço | Usado em treinamento? |
| --- | --- |
| API | Não, por padrão; só se a organização optar por compartilhar |
| ChatGPT de uso pessoal | Pode ser, a menos que você desative essa opção nos controles de dados |
| ChatGPT para empresas e instituições de ensino | Não, por padrão |

Não usar em treinamento não é o mesmo que não guardar: a API pode manter registros por um período limitado, para detectar abuso, e as condições variam conforme o contrato. Como essas políticas mudam, leia a versão vigente antes de enviar algo delicado. E a regra de bolso continua valendo: o que você não mostraria a um estranho não precisa ir num pedido.`;

/** The summary, the overview, the questions and the conclusion of the sample article. */
export const sampleAnswers: readonly SampleAnswer[] = [
  { begins: "Escreva um resumo sobre o uso da API da OpenAI junto com o ChatGPT", answer: summary },
  {
    begins: "Apresente uma visão geral de como o ChatGPT e a API da OpenAI trabalham juntos",
    answer: overview,
  },
  {
    begins: "Escreva a conclusão de um artigo sobre a API da OpenAI e o ChatGPT",
    answer: conclusion,
  },
  { begins: "Como é feito o treinamento dos modelos do ChatGPT?", answer: training },
  { begins: "De onde vêm os dados usados no treinamento?", answer: data },
  { begins: "Há dados do Facebook, do Instagram ou do X no treinamento?", answer: socialNetworks },
  {
    begins: "O que um buscador mostra pode ser usado para treinar um modelo?",
    answer: searchEngines,
  },
  { begins: "O que eu envio ao ChatGPT ou à API é usado em treinamento?", answer: privacy },
];

/**
 * The text written for this prompt, if it is one of the sample's. A prompt may hold other answers,
 * so that its beginning decides; `/completions` may have its instructions before it, as a
 * paragraph of their own.
 */
export function findSampleAnswer(prompt: string): string | undefined {
  const paragraphs = prompt
    .split(/\n\s*\n/u)
    .map((paragraph) => paragraph.replaceAll(/\s+/gu, " ").trim())
    .filter((paragraph) => paragraph !== "");
  for (const paragraph of paragraphs.slice(0, 2)) {
    const found = sampleAnswers.find(({ begins }) => paragraph.startsWith(begins));
    if (found !== undefined) {
      return found.answer;
    }
  }
  return undefined;
}
