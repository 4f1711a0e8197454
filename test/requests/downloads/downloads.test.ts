import { expect, test } from "vitest";
import { Downloads } from "../../../src/requests/downloads/downloads.ts";

test("the link that ends first goes first; one that does not say goes last", async () => {
  const downloads = new Downloads(1);
  const order: (number | undefined)[] = [];
  const ends = [500, undefined, 300, 100, 300];
  await Promise.all(
    ends.map((endsMs) =>
      downloads.inTurn(endsMs, async () => {
        order.push(endsMs);
        await Promise.resolve();
      }),
    ),
  );
  expect(order).toEqual([500, 100, 300, 300, undefined]);
});

test("no more than allowed run at once, whatever fails", async () => {
  const downloads = new Downloads(3);
  let active = 0;
  let most = 0;
  const work = async (index: number): Promise<number> => {
    active += 1;
    most = Math.max(most, active);
    await new Promise((resolve) => setImmediate(resolve));
    active -= 1;
    if (index % 3 === 0) {
      throw new Error("broken");
    }
    return index;
  };
  const settled = await Promise.allSettled(
    Array.from({ length: 20 }, (_, index) => downloads.inTurn(index, () => work(index))),
  );
  expect(settled.filter(({ status }) => status === "rejected")).toHaveLength(7);
  expect(most).toBe(3);
});

test("a link that several ask for is fetched once, and again when it has failed", async () => {
  const downloads = new Downloads(2);
  let fetched = 0;
  const fetch = async (): Promise<Buffer> => {
    fetched += 1;
    await Promise.resolve();
    if (fetched === 1) {
      throw new Error("broken");
    }
    return Buffer.from("picture");
  };
  const first = await Promise.allSettled([
    downloads.share("a", fetch),
    downloads.share("a", fetch),
  ]);
  expect(first.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  const [one, other] = await Promise.all([
    downloads.share("a", fetch),
    downloads.share("a", fetch),
  ]);
  expect(one).toBe(other);
  expect(fetched).toBe(2);
});
