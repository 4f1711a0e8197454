import { expect, test } from "vitest";
import { youtubeIdOf } from "../../src/blocks/youtube.ts";

test.each([
  "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
  "https://youtube.com/watch?t=5&v=dQw4w9WgXcQ&list=x",
  "https://m.youtube.com/watch?v=dQw4w9WgXcQ#t",
  "https://youtu.be/dQw4w9WgXcQ?t=5",
  "https://www.youtube.com/shorts/dQw4w9WgXcQ",
  "https://www.youtube.com/embed/dQw4w9WgXcQ?rel=0",
  "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ",
])("a YouTube id: %s", (link) => {
  expect(youtubeIdOf(link)).toBe("dQw4w9WgXcQ");
});

test.each([
  "https://youtu.be/VIDEO_ID",
  "https://youtu.be/dQw4w9WgXcQx",
  "https://www.youtube.com/watch?v=",
  "https://www.youtube.com/@someone",
  "https://youtube.com.example/watch?v=dQw4w9WgXcQ",
  "https://vimeo.com/dQw4w9WgXcQ",
  "not a link",
])("no YouTube id: %s", (link) => {
  expect(youtubeIdOf(link)).toBeUndefined();
});
