/**
 * The sum with the rounding of every addition carried along: its error is about one rounding of the
 * result, however many numbers there are. Infinities and NaN come out as they would by plain addition.
 *
 * @source Neumaier 1974, ZAMM 54, p. 39 ("improved Kahan–Babuška")
 */
export function compensatedSum(numbers: Float64Array): number {
  let sum = 0;
  let lost = 0;
  for (let i = 0; i < numbers.length; i++) {
    const next = numbers[i]!;
    const total = sum + next;
    lost += Math.abs(sum) >= Math.abs(next) ? sum - total + next : next - total + sum;
    sum = total;
  }
  return Number.isFinite(sum) ? sum + lost : sum;
}
