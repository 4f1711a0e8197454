import type { SampleAnswer } from "./sample-answer.ts";

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

/** The summary, the overview and the conclusion of the sample article. */
export const sampleSections: readonly SampleAnswer[] = [
  { begins: "Escreva um resumo sobre o uso da API da OpenAI junto com o ChatGPT", answer: summary },
  {
    begins: "Apresente uma visão geral de como o ChatGPT e a API da OpenAI trabalham juntos",
    answer: overview,
  },
  {
    begins: "Escreva a conclusão de um artigo sobre a API da OpenAI e o ChatGPT",
    answer: conclusion,
  },
];
