// Copies the hours of Monday to the other weekdays.

const days = ["1", "2", "3", "4"].map((day) => document.querySelector(`[name$="/hours_${day}"]`));
const monday = document.querySelector('[name$="/hours_0"]');
const row = document.querySelector(".week-copy");

if (row && monday && days.every(Boolean)) {
  const button = row.querySelector("button");
  const show = () => {
    row.hidden = !monday.value.trim() || days.every((day) => day.value === monday.value);
  };
  button.addEventListener("click", () => {
    for (const day of days) {
      day.value = monday.value;
      day.dispatchEvent(new Event("input", { bubbles: true }));
    }
    show();
    days[0].focus();
  });
  monday.addEventListener("input", show);
}
