interface Question {
  readonly asked: string;
  /** What stands there. */
  readonly answer: string;
  readonly links: readonly { readonly hash: string; readonly label: string }[];
}

/** What people come with, and the places that answer it. */
const QUESTIONS: readonly Question[] = [
  {
    asked: '歩数ポイントなどの事業に、効果はあったか',
    answer:
      '参加した人と、条件をそろえた参加していない人を比べます。参加者だけの前後の変化は効果とは数えません。',
    links: [{ hash: '#/studies', label: '効果検証で確かめる' }],
  },
  {
    asked: '保健指導は、誰に届いていないか',
    answer: '対象から案内、初回面接、終了までに、どの年代で人が減るかを見ます。性別や地区でも見られます。',
    links: [{ hash: '#/approaches?by=age2&see=missed', label: '届いていない人を見る' }],
  },
  {
    asked: '議会で「事業がなくても良くなったのでは」と聞かれたら',
    answer:
      '前後の変化には、何もしなくても平均に近づく分が含まれます。見込まれる分を差し引いた数字と、比べる相手のある結果で答えます。',
    links: [
      { hash: '#/approaches?see=before_after', label: '差し引いた数字を見る' },
      { hash: '#/reports', label: '想定問答のある議会資料をつくる' },
    ],
  },
];

/** The questions that the app is opened with, each with the way to its answer. */
export function Questions() {
  return (
    <section aria-label="よくある問い">
      <h2>よくある問い</h2>
      <ul className="cards three">
        {QUESTIONS.map(({ asked, answer, links }) => (
          <li key={asked} className="card">
            <h3>{asked}</h3>
            <p>{answer}</p>
            {links.map(({ hash, label }) => (
              <p key={hash}>
                <a href={hash}>{label}</a>
              </p>
            ))}
          </li>
        ))}
      </ul>
    </section>
  );
}
