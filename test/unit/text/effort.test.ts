import { describe, expect, it } from 'vitest';
import { spend, TooMuchWork, within, withinOr } from '../../../server/src/text/effort';
import { perObject } from '../../../server/src/text/per-object';

describe('effort', () => {
  it('ends work that takes more steps than there are', () => {
    let done = 0;
    const work = () => {
      for (; done < 10; done++) spend();
    };
    expect(() => within(7, work)).toThrow(TooMuchWork);
    expect(done).toBe(7);
  });

  it('lets work be that takes no more', () => {
    expect(
      within(7, () => {
        spend(3);
        spend(4);
        return 'done';
      }),
    ).toBe('done');
  });

  it('counts nothing outside of any work', () => {
    expect(() => spend(Number.MAX_SAFE_INTEGER)).not.toThrow();
    expect(() => within(1, () => spend(2))).toThrow(TooMuchWork);
    expect(() => spend(Number.MAX_SAFE_INTEGER)).not.toThrow();
  });

  it('takes the steps of work within work from that alone', () => {
    within(3, () => {
      spend();
      within(100, () => spend(99));
      expect(
        withinOr(
          1,
          () => spend(2),
          () => 'too much',
        ),
      ).toBe('too much');
      spend(2);
      expect(() => spend()).toThrow(TooMuchWork);
    });
  });

  it('throws on what else goes wrong', () => {
    const wrong = () => {
      throw new RangeError('wrong');
    };
    expect(() => withinOr(1, wrong, () => undefined)).toThrow(RangeError);
  });

  it('leaves nothing half made behind', () => {
    const made = perObject((object: { readonly count: number }) => {
      for (let index = 0; index < object.count; index++) spend();
      return object.count;
    });
    const object = { count: 10 };
    expect(() => within(5, () => made(object))).toThrow(TooMuchWork);
    expect(within(10, () => made(object))).toBe(10);
    expect(within(0, () => made(object))).toBe(10);
  });
});
