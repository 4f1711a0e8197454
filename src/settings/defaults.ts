/** What holds where neither the job nor an article says otherwise; named as in the files. */
export const defaults = Object.freeze({
  text: { provider: "openai", endpoint: "responses", max_output_tokens: 2048 },
  image: { provider: "openai", endpoint: "images" },
  images: {
    widths: [480, 960],
    formats: ["webp", "jpeg"],
    quality: 80,
    on_error: "fail",
    embed_prompt: false,
    max_pixels: 50_000_000,
    max_bytes: 50 * 1024 * 1024,
  },
  checks: { attempts: 3 },
  output: {
    dir: "output",
    formats: ["markdown", "html"],
    heading_style: "atx",
    toc: false,
    ai_note: true,
  },
  answers: { dir: "answers" },
  provider: {
    concurrency: 8,
    timeout_seconds: 120,
    deadline_seconds: 900,
    max_attempts: 6,
    longest_wait_seconds: 60,
    max_tokens_field: "max_completion_tokens",
  },
  openai: { api_key_env: "OPENAI_API_KEY" },
  article: { language: "en" },
  block: { level: 2, n: 1, poster_number: 1, languages: ["python"] },
} as const);
