import type { Answer } from '../../core/answer.ts';
import type { Report, Session } from '../../core/session.ts';

/** An answer with one of everything: for renderers, which must not care who wrote it. */
export function sampleAnswer(part: Partial<Answer> = {}): Answer {
  return {
    answer: 'Alunite covers 0.86 km² [1], one third of 2.58 km².\n\n- first\n- second',
    language: 'en',
    session: 'ridge',
    turn: 1,
    plan: [
      { id: 'p1', agent: 'spectral-analyst', goal: 'Map the scene', status: 'done', ms: 1200 },
      { id: 'p2', agent: 'responder', goal: 'Write', status: 'done', ms: 30 },
    ],
    evidence: [
      {
        id: 'e1',
        kind: 'scene',
        source: 'cuprite',
        address: 'scene.json#/minerals/alunite/area_km2',
        text: 'minerals · alunite · area km2 = 0.86 km2',
        value: 0.86,
        unit: 'km2',
      },
      {
        id: 'e2',
        kind: 'document',
        source: 'Ridge note',
        address: 'abc#page=3&start=10&end=40',
        text: 'Alunite forms pale ledges.',
      },
      {
        id: 'e3',
        kind: 'scene',
        source: 'cuprite',
        address: 'scene.json#/sensor',
        text: 'sensor = AVIRIS',
        value: 'AVIRIS',
      },
    ],
    citations: [
      {
        n: 1,
        evidence: 'e2',
        document: 'abc',
        title: 'Ridge note',
        page: 3,
        label: 'iii',
        start: 10,
        end: 40,
        quote: 'Alunite forms pale ledges.',
        verdict: 'verified',
      },
      {
        n: 2,
        evidence: 'e2',
        document: 'abc',
        title: 'Ridge note',
        page: 4,
        start: 0,
        end: 9,
        quote: 'Gold everywhere.',
        verdict: 'fabricated',
      },
    ],
    numbers: [
      { text: '0.86 km²', value: 0.86, unit: 'km²', evidence: 'e1' },
      { text: '2.58 km²', value: 2.58, unit: 'km²', formula: '0.86 × 3', inputs: ['e1'] },
    ],
    contradictions: [
      {
        subject: 'kaolinite',
        sides: [
          { evidence: 'e1', says: 'the map shows none' },
          { evidence: 'e2', says: 'the note names it' },
        ],
      },
    ],
    review: { verdict: 'PASS', rewrites: 0, reasons: [] },
    refusal: null,
    models: { reasoner: 'builtin', embeddings: 'MiniLM', reranker: 'none', vision: 'none', adapter: 'none' },
    ms: 1234,
    ...part,
  };
}

export function sampleReport(part: Partial<Report> = {}): Report {
  const answer = part.answer ?? sampleAnswer();
  return {
    title: 'Alteration report: cuprite',
    answer,
    sections: [{ heading: 'Minerals', text: answer.answer }],
    figures: [],
    synthetic: false,
    about: { kb: 'field' },
    ...part,
  };
}

export function sampleSession(part: Partial<Session> = {}): Session {
  return {
    id: 'ridge',
    title: 'North ridge',
    created: '2026-03-01T08:00:00.000Z',
    updated: '2026-03-01T09:00:00.000Z',
    turns: 2,
    scene: null,
    kb: 'field',
    unfinished: true,
    history: [
      {
        turn: 1,
        question: 'Is there alunite?',
        status: 'done',
        answer: sampleAnswer(),
        asked: '2026-03-01T08:01:00.000Z',
        scene: null,
        shown: null,
      },
      {
        turn: 2,
        question: 'And gold?',
        status: 'stopped',
        answer: null,
        scene: null,
        shown: null,
        asked: '2026-03-01T08:05:00.000Z',
      },
    ],
    ...part,
  };
}
