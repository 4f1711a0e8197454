import { expect, test } from "vitest";
import { assertNode } from "../../src/cli/node-version.ts";
import { readWantedNode } from "../../src/build/version.ts";

test.each(["20.19.0", "20.20.2", "22.0.0", "100.1.0"])("Node %s will do", (version) => {
  expect(() => assertNode(version, ">=20.19")).not.toThrow();
});

test.each(["18.20.8", "20.18.3", "9.99.0"])(
  "Node %s is too old, and the error says so",
  (version) => {
    expect(() => assertNode(version, readWantedNode())).toThrow(
      expect.objectContaining({ code: "NODE_TOO_OLD", message: expect.stringContaining(version) }),
    );
  },
);
