import { describe, expect, test } from "vitest";
import {
  applyOrder,
  groupsOf,
  isPermutation,
  movedBack,
  moveLesson,
  moveSection,
  neighborOf,
  type Order,
  orderOf,
  type Outline,
  placeOf,
  sameOrder,
  step,
  withGroups,
  without,
} from "./outline";

function lesson(id: string): Outline["sections"][number]["lessons"][number] {
  return {
    id,
    title: id.toUpperCase(),
    kind: "text",
    status: "draft",
    has_unpublished_changes: false,
    free_preview: false,
    required: true,
    is_empty: false,
    video: null,
    version: 1,
  };
}

function outline(sections: Record<string, string[]>): Outline {
  return {
    course_id: "course",
    version: 3,
    sections: Object.entries(sections).map(([id, lessons]) => ({
      id,
      title: id.toUpperCase(),
      version: 1,
      lessons: lessons.map(lesson),
    })),
  };
}

const knots = outline({ one: ["a", "b", "c"], two: [], three: ["d", "e"] });
const start = orderOf(knots);

const lessonsOf = (order: Order) => Object.values(groupsOf(order));

describe("moving", () => {
  test("puts a lesson at a place in another section", () => {
    expect(lessonsOf(moveLesson(start, "a", "three", 1))).toEqual([
      ["b", "c"],
      [],
      ["d", "a", "e"],
    ]);
  });

  test("puts a lesson into an empty section, however large the place", () => {
    expect(lessonsOf(moveLesson(start, "e", "two", 99))).toEqual([["a", "b", "c"], ["e"], ["d"]]);
  });

  test("counts the place without the lesson that moves", () => {
    expect(lessonsOf(moveLesson(start, "a", "one", 2))).toEqual([["b", "c", "a"], [], ["d", "e"]]);
  });

  test("moves a section with all that it holds", () => {
    expect(moveSection(start, "three", 0)).toEqual([
      { id: "three", lessons: ["d", "e"] },
      { id: "one", lessons: ["a", "b", "c"] },
      { id: "two", lessons: [] },
    ]);
  });

  test("changes nothing for what is not there", () => {
    expect(moveLesson(start, "gone", "one", 0)).toBe(start);
    expect(moveLesson(start, "a", "gone", 0)).toBe(start);
    expect(moveSection(start, "gone", 0)).toBe(start);
    expect(step(start, "gone", 1)).toBe(start);
  });

  test("steps over the edge of a section, and through an empty one", () => {
    const once = step(start, "c", 1);
    expect(lessonsOf(once)).toEqual([["a", "b"], ["c"], ["d", "e"]]);
    expect(lessonsOf(step(once, "c", 1))).toEqual([["a", "b"], [], ["c", "d", "e"]]);
    expect(sameOrder(step(once, "c", -1), start)).toBe(true);
  });

  test("takes a move back, whatever was added elsewhere", () => {
    const moves: [string, Order][] = [
      ["a", moveLesson(start, "a", "three", 1)],
      ["c", moveLesson(start, "c", "one", 0)],
      ["three", moveSection(start, "three", 0)],
    ];
    for (const [id, order] of moves) {
      const moved = applyOrder(knots, order);
      const from = placeOf(knots, id);
      const to = placeOf(moved, id);
      if (!from || !to) throw new Error(`${id} is nowhere`);
      expect(movedBack(moved, id, from, to)).toEqual(start);
      const grown = { sections: [...moved.sections, ...outline({ four: ["f"] }).sections] };
      expect(movedBack(grown, id, from, to)?.slice(0, 3)).toEqual(start);
    }
  });

  test("does not take a move back when the thing was moved again, or its section is gone", () => {
    const moved = applyOrder(knots, moveLesson(start, "a", "three", 1));
    const from = placeOf(knots, "a");
    const to = placeOf(moved, "a");
    if (!from || !to) throw new Error("a is nowhere");
    const again = applyOrder(moved, moveLesson(orderOf(moved), "a", "three", 0));
    expect(movedBack(again, "a", from, to)).toBeNull();
    expect(movedBack(without(moved, "a"), "a", from, to)).toBeNull();
    expect(movedBack(without(moved, "one"), "a", from, to)).toBeNull();
  });

  test("stops at both ends of the course", () => {
    expect(sameOrder(step(start, "a", -1), start)).toBe(true);
    expect(sameOrder(step(start, "e", 1), start)).toBe(true);
    expect(sameOrder(step(start, "one", -1), start)).toBe(true);
    expect(sameOrder(step(start, "three", 1), start)).toBe(true);
  });

  test("never loses or doubles anything", () => {
    let order = start;
    let seed = 7;
    const random = (below: number) => {
      seed = (seed * 16_807) % 2_147_483_647;
      return seed % below;
    };
    const pick = (list: readonly string[]) => list[random(list.length)] ?? "";
    for (let round = 0; round < 500; round += 1) {
      const ids = order.map(({ id }) => id);
      const moves = [
        () => moveLesson(order, pick(["a", "b", "c", "d", "e"]), pick(ids), random(7) - 1),
        () => moveSection(order, pick(ids), random(5) - 1),
        () => step(order, pick(["a", "b", "c", "d", "e", ...ids]), random(2) === 0 ? 1 : -1),
      ];
      order = moves[random(3)]?.() ?? order;
      expect(isPermutation(order, start)).toBe(true);
    }
  });
});

describe("the outline in an order", () => {
  test("keeps every title and flag, and can be rolled back", () => {
    const moved = applyOrder(knots, moveLesson(start, "b", "three", 0));
    expect(placeOf(moved, "b")).toMatchObject({ title: "B", position: 1, count: 3 });
    expect(applyOrder(moved, start)).toEqual(knots);
  });

  test("keeps what was added since, and drops what is gone", () => {
    const later = outline({ one: ["a", "c", "new"], three: ["d", "e"], four: ["f"] });
    const back = applyOrder(later, start);
    expect(groupsOf(orderOf(back))).toEqual({
      one: ["a", "c", "new"],
      three: ["d", "e"],
      four: ["f"],
    });
  });

  test("does not lose a lesson that was ordered into a section that is gone", () => {
    const order = moveLesson(start, "a", "two", 0);
    const later = outline({ one: ["a", "b", "c"], three: ["d", "e"] });
    expect(groupsOf(orderOf(applyOrder(later, order)))).toEqual({
      one: ["b", "c", "a"],
      three: ["d", "e"],
    });
  });

  test("takes the groups of the drag and drop board", () => {
    const groups = { one: ["b"], two: ["a", "c"], three: ["d", "e"] };
    expect(groupsOf(withGroups(start, groups))).toEqual(groups);
  });
});

describe("finding", () => {
  test("tells the place of a section and of a lesson", () => {
    expect(placeOf(knots, "three")).toMatchObject({ kind: "section", position: 3, count: 3 });
    expect(placeOf(knots, "e")).toMatchObject({
      kind: "lesson",
      position: 2,
      count: 2,
      section: { id: "three" },
    });
    expect(placeOf(knots, "gone")).toBeNull();
  });

  test("knows where to go when something is taken away", () => {
    expect(neighborOf(knots, "b")).toBe("c");
    expect(neighborOf(knots, "c")).toBe("b");
    expect(neighborOf(outline({ one: ["a"] }), "a")).toBe("one");
    expect(neighborOf(knots, "three")).toBe("two");
    expect(neighborOf(outline({ one: [] }), "one")).toBeNull();
  });

  test("takes a section away with its lessons", () => {
    expect(orderOf(without(knots, "one")).map(({ id }) => id)).toEqual(["two", "three"]);
  });
});
