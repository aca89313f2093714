import { parseArgs } from 'node:util';
import { productQuestions, studyQuestions } from '../property/disclosure/product-questions.ts';
import { freeQuestions, randomQuestions } from '../property/disclosure/questions.ts';
import { attackSession } from '../property/disclosure/session-attack.ts';

/**
 * The session proof at length: random towns, a session of questions each, one attacker who holds every answer.
 *
 * `node test/bench/disclosure-sessions.ts --from 1 --towns 2000 [--mix standard|plain|product|free|study] [--questions 5] [--each]`
 *
 * The standard mix asks every second town what the screens ask (`product`), the others for tables, studies,
 * histograms and curves with all that is known of their people (`plain`). The mix `study` asks for one study in several
 * versions between tables, as the screens do; the gate does not yet protect all of these.
 */
const { values } = parseArgs({
  options: {
    from: { type: 'string', default: '1' },
    towns: { type: 'string', default: '100' },
    seeds: { type: 'string' },
    questions: { type: 'string', default: '5' },
    mix: { type: 'string', default: 'standard' },
    keyless: { type: 'boolean', default: false },
    each: { type: 'boolean', default: false },
  },
});
const from = Number(values.from);
const seeds =
  values.seeds?.split(',').map(Number) ?? Array.from({ length: Number(values.towns) }, (_, at) => from + at);
const total = { towns: 0, released: 0, refused: 0, targets: 0, pinned: 0, leaking: 0 };
for (const seed of seeds) {
  const began = performance.now();
  const asProduct =
    values.mix === 'product' || values.mix === 'study' || (values.mix === 'standard' && seed % 2 === 0);
  const pick =
    values.mix === 'study'
      ? studyQuestions
      : asProduct
        ? productQuestions
        : values.mix === 'free'
          ? freeQuestions
          : randomQuestions;
  const questions = pick(seed, Number(values.questions));
  const { released, refused, targets, pinned } = await attackSession(seed, questions, {
    withKeys: !values.keyless,
    asProduct,
  });
  total.towns += 1;
  total.released += released;
  total.refused += refused;
  total.targets += targets;
  total.pinned += pinned.length;
  total.leaking += pinned.length > 0 ? 1 : 0;
  for (const each of pinned) console.log(each);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  if (values.each)
    console.log(
      `town ${seed}: ${released} released, ${refused} refused, ${pinned.length} pinned, ${seconds} s`,
    );
  if (total.towns % 50 === 0) console.log(JSON.stringify(total));
}
console.log(JSON.stringify(total));
