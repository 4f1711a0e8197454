# Instala as dependências e compila, uma única vez.
npm ci

# Gera o artigo. Sem chave no ambiente, quem responde é o sandbox embutido.
npm run build-article

# Refaz as páginas só com as respostas guardadas, sem nenhum pedido.
npm run build-article -- --frozen

# Pede de novo uma única parte: aqui, o resumo.
npm run build-article -- --refresh resumo
