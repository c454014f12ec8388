/** The account: cash, positions, costs and results, all in whole cents, so that the books balance exactly. */

export interface Position {
  symbol: string;
  shares: number;
  /** Price per share at entry, in dollars. */
  price: number;
  /** What the entry took out of the cash, costs included. */
  basisCents: number;
  /** Bars taken when it was entered; held = bars taken now - this. */
  entryCount: number;
  /** The last close seen, in dollars; a symbol that is halted is valued at it. */
  lastPrice: number;
}

/** Plain data: it is what a checkpoint holds. */
export interface Account {
  cashCents: number;
  /** In order of entry. */
  positions: Position[];
  /** Closed positions. */
  trades: number;
  /** Closed positions that made money after costs. */
  wins: number;
  costsCents: number;
}

interface OrderBase {
  /** `<bar>-<symbol>-<side>`: the same bar always causes the same id. */
  id: string;
  bar: number;
  symbol: string;
  shares: number;
  /** In dollars. */
  price: number;
  costCents: number;
  cashCents: number;
}

export interface BuyOrder extends OrderBase {
  side: "buy";
  /** Expected return of the next bar, a fraction with 6 decimals. */
  predicted: number;
  /** 4 decimals. */
  confidence: number;
}

export interface SellOrder extends OrderBase {
  side: "sell";
  pnlCents: number;
  basisCents: number;
  heldBars: number;
}

export type Order = BuyOrder | SellOrder;

export const initialCashCents = 10_000_000;

/** Commission in cents: half a cent a share, at least a dollar an order. */
const commissionMinCents = 100;
const sharesPerCent = 2;
/** Slippage: one basis point of the value, rounded against us. */
const slippageDivisor = 10_000;

export function openAccount(): Account {
  return { cashCents: initialCashCents, positions: [], trades: 0, wins: 0, costsCents: 0 };
}

export function valueCents(shares: number, price: number): number {
  return Math.round(shares * price * 100);
}

export function costCents(shares: number, price: number): number {
  const commission = Math.max(commissionMinCents, Math.ceil(shares / sharesPerCent));
  return commission + Math.ceil(valueCents(shares, price) / slippageDivisor);
}

export function equityCents(account: Account): number {
  return account.positions.reduce(
    (sum, position) => sum + valueCents(position.shares, position.lastPrice),
    account.cashCents,
  );
}

/** How many whole shares fit into the budget with their costs; 0 when not even one does. */
export function affordableShares(budgetCents: number, price: number): number {
  let shares = Math.floor(budgetCents / (price * 100));
  while (shares > 0 && valueCents(shares, price) + costCents(shares, price) > budgetCents) shares -= 1;
  return Math.max(0, shares);
}

/** Enters a position. The caller has checked that the cash suffices. */
export function buy(
  account: Account,
  order: {
    bar: number;
    symbol: string;
    shares: number;
    price: number;
    predicted: number;
    confidence: number;
  },
  entryCount: number,
): BuyOrder {
  const { bar, symbol, shares, price } = order;
  const cost = costCents(shares, price);
  const basisCents = valueCents(shares, price) + cost;
  account.cashCents -= basisCents;
  account.costsCents += cost;
  account.positions.push({ symbol, shares, price, basisCents, entryCount, lastPrice: price });
  return { ...order, side: "buy", id: `${bar}-${symbol}-buy`, costCents: cost, cashCents: account.cashCents };
}

/** Leaves a position at its last price. */
export function sell(account: Account, position: Position, bar: number, count: number): SellOrder {
  const { symbol, shares, lastPrice: price, basisCents } = position;
  const cost = costCents(shares, price);
  const proceedsCents = valueCents(shares, price) - cost;
  const pnlCents = proceedsCents - basisCents;
  account.cashCents += proceedsCents;
  account.costsCents += cost;
  account.positions = account.positions.filter((other) => other !== position);
  account.trades += 1;
  if (pnlCents > 0) account.wins += 1;
  const heldBars = count - position.entryCount;
  const id = `${bar}-${symbol}-sell`;
  const cashCents = account.cashCents;
  return {
    side: "sell",
    id,
    bar,
    symbol,
    shares,
    price,
    costCents: cost,
    cashCents,
    pnlCents,
    basisCents,
    heldBars,
  };
}
