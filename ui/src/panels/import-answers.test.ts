import { describe, expect, it } from "vitest";
import type { ImportPreview, Question } from "../bridge";
import { answered, answersOf, forgotten, reasons, remembered, worthKeeping } from "./import-answers";

const rate: Question = { kind: "frame-rate" };
const channel: Question = { kind: "channel", channels: ["cc1", "cc3"] };
const preview = (questions: Question[], other: Partial<ImportPreview> = {}): ImportPreview => ({
  format: "ebu-stl", format_name: "EBU STL", guessed_format: false, read_as: { encoding: "ascii", frame_rate: "30", programme_start: "10:00:00:00" },
  questions, cues: 4, first: [], diagnostics: [], needs_decision: questions.length > 0, ...other,
});

describe("what a file leaves open", () => {
  it("needs nobody where nothing is open", () => expect(answered(preview([]), undefined)).toEqual({}));

  it("needs nobody where all of it is remembered", () => {
    expect(answered(preview([rate]), undefined)).toBeNull();
    expect(answered(preview([rate]), { frame_rate: "30000/1001", encoding: "koi8-r" })).toEqual({ frame_rate: "30000/1001" });
    expect(answered(preview([rate, channel]), { frame_rate: "25" })).toBeNull();
  });

  it("takes a remembered channel only where the file has it", () => {
    expect(remembered([channel], { channel: "cc3" })).toEqual({ channel: "cc3" });
    expect(remembered([channel], { channel: "cc2" })).toEqual({});
  });

  it("needs a person where only the name says what it is, or nothing is found", () => {
    const memory = { frame_rate: "25" };
    expect(answered(preview([rate], { guessed_format: true }), memory)).toBeNull();
    expect(answered(preview([rate], { cues: 0 }), memory)).toBeNull();
  });

  it("is kept as chosen, or as it was assumed and left", () => {
    expect(answersOf([rate], { frame_rate: "25" }, preview([rate]))).toEqual({ frame_rate: "25" });
    expect(answersOf([rate], {}, preview([rate]))).toEqual({ frame_rate: "30" });
    expect(forgotten([rate], { frame_rate: "25", channel: "cc1" })).toEqual({ channel: "cc1" });
  });

  it("is worth keeping where it does not change from file to file", () => {
    expect([worthKeeping([rate]), worthKeeping([rate, channel]), worthKeeping([])]).toEqual([true, false, false]);
  });

  it("is said in sentences", () => {
    expect(reasons(preview([channel]), [channel])).toEqual(["It holds captions on CC1, CC3; one is read at a time."]);
    expect(reasons(preview([], { cues: 0 }), [])).toEqual(["No cues are found in it when it is read this way."]);
  });
});
