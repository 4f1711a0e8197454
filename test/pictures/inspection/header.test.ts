import { expect, test } from "vitest";
import { damagedPicture } from "../../../src/pictures/inspection/header.ts";

test("a whole picture that the decoder does not read is not called damaged", () => {
  const cause = new Error("tiff2vips: tiled separate planes not supported");
  expect(damagedPicture("tiff", cause)).toMatchObject({
    message: "The picture is a TIFF of a kind that is not read.",
    hint: "Save it as PNG, JPEG or WebP.",
    cause,
  });
  expect(damagedPicture("png", new Error("premature end")).message).toContain("cut short");
});
