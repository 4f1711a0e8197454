import type { SampleAnswer } from "./sample-answer.ts";

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

/** The questions of the sample article, in its order. */
export const sampleQuestions: readonly SampleAnswer[] = [
  { begins: "Como é feito o treinamento dos modelos do ChatGPT?", answer: training },
  { begins: "De onde vêm os dados usados no treinamento?", answer: data },
  { begins: "Há dados do Facebook, do Instagram ou do X no treinamento?", answer: socialNetworks },
  {
    begins: "O que um buscador mostra pode ser usado para treinar um modelo?",
    answer: searchEngines,
  },
  { begins: "O que eu envio ao ChatGPT ou à API é usado em treinamento?", answer: privacy },
];
