npm ci                                     # instala e compila, uma única vez
npm run build-article                      # sem chave no ambiente, responde o sandbox embutido
npm run build-article -- --frozen          # refaz as páginas com as respostas guardadas
npm run build-article -- --refresh resumo  # pede de novo uma única parte: aqui, o resumo
