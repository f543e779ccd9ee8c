import { type BaseCheckpointSaver, END, Send, START, StateGraph } from '@langchain/langgraph';
import type { Desk } from './desk.ts';
import { archivist } from './nodes/archivist.ts';
import { knowledgeRetriever } from './nodes/knowledge-retriever.ts';
import { manager } from './nodes/manager.ts';
import { planner } from './nodes/planner.ts';
import { publisher } from './nodes/publisher.ts';
import { responder } from './nodes/responder.ts';
import { reviewer } from './nodes/reviewer.ts';
import { spectralAnalyst } from './nodes/spectral-analyst.ts';
import { visionAnalyst } from './nodes/vision-analyst.ts';
import { type Turn, TurnState } from './state.ts';

/**
 * The wiring, as one would draw it:
 *
 *     question ─ planner ─ manager ─┬─ spectral-analyst ──┐
 *                  │                ├─ vision-analyst     ├─ responder ─ reviewer ─ publisher ─ answer
 *                  │                └─ knowledge-retriever┘      └── RETRY ──┘ (once at most)
 *                  └─ archivist ("archive", 归档)
 *
 * The analysts run in parallel and meet in the evidence ledger (`Turn.evidence`).
 */
export function buildGraph(desk: Desk, checkpointer: BaseCheckpointSaver) {
  return new StateGraph(TurnState)
    .addNode('planner', planner(desk))
    .addNode('manager', manager(desk))
    .addNode('spectral-analyst', spectralAnalyst(desk))
    .addNode('vision-analyst', visionAnalyst(desk))
    .addNode('knowledge-retriever', knowledgeRetriever(desk))
    .addNode('responder', responder(desk))
    .addNode('reviewer', reviewer(desk))
    .addNode('publisher', publisher(desk))
    .addNode('archivist', archivist(desk))
    .addEdge(START, 'planner')
    .addConditionalEdges('planner', wantsArchive, ['archivist', 'manager'])
    .addConditionalEdges('manager', pendingSteps, [
      'spectral-analyst',
      'vision-analyst',
      'knowledge-retriever',
      'responder',
    ])
    .addEdge('spectral-analyst', 'responder')
    .addEdge('vision-analyst', 'responder')
    .addEdge('knowledge-retriever', 'responder')
    .addEdge('responder', 'reviewer')
    .addConditionalEdges('reviewer', rewriteOrPublish, ['responder', 'publisher'])
    .addEdge('publisher', END)
    .addEdge('archivist', END)
    .compile({ checkpointer });
}

function wantsArchive(turn: Turn): 'archivist' | 'manager' {
  return turn.understanding?.parts.some((part) => part.intent === 'archive') ? 'archivist' : 'manager';
}

/** One task for each analyst that has steps to do; the responder at once where nothing needs looking up. */
function pendingSteps(turn: Turn): Send[] | 'responder' {
  const agents = new Set(
    turn.plan
      .filter((step) => step.status === 'pending' && step.agent !== 'responder' && step.agent !== 'reviewer')
      .map((step) => step.agent),
  );
  if (agents.size === 0) return 'responder';
  return [...agents].map((agent) => new Send(agent, turn));
}

function rewriteOrPublish(turn: Turn): 'responder' | 'publisher' {
  return turn.review?.verdict === 'RETRY' && turn.review.rewrites === 0 ? 'responder' : 'publisher';
}
