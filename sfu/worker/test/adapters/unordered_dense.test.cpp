#include "check.h"
#include <ankerl/unordered_dense.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <string>
#include <type_traits>
#include <vector>

using ankerl::unordered_dense::hash;
using ankerl::unordered_dense::map;
using ankerl::unordered_dense::set;

static constexpr int Many{ 1000 };

static map<int, std::string> manyNumbers()
{
    map<int, std::string> numbers;

    for (int i{ 0 }; i < Many; ++i)
    {
        numbers.emplace(i, std::to_string(i));
    }

    return numbers;
}

static void eraseReturnsTheNextIterator()
{
    auto numbers = manyNumbers();

    static_assert(std::is_same_v<decltype(numbers.erase(numbers.begin())), decltype(numbers)::iterator>);

    while (!numbers.empty())
    {
        const auto it       = numbers.begin();
        const auto expected = std::next(it);
        const bool wasLast  = expected == numbers.end();
        const int key       = wasLast ? -1 : expected->first;
        const auto next     = numbers.erase(it);

        CHECK(wasLast ? next == numbers.end() : next->first == key);
    }
}

static void eraseWhileIteratingVisitsEachOnce()
{
    auto numbers = manyNumbers();
    std::vector<int> visited;

    for (auto it = numbers.begin(); it != numbers.end();)
    {
        visited.push_back(it->first);
        it = it->first % 3 == 0 ? numbers.erase(it) : std::next(it);
    }

    std::sort(visited.begin(), visited.end());

    CHECK(visited.size() == Many);
    CHECK(std::adjacent_find(visited.begin(), visited.end()) == visited.end());
    CHECK(numbers.size() == Many - (Many + 2) / 3);
    CHECK(!numbers.contains(3));
    CHECK(numbers.contains(4));
}

static void eraseByKeyCounts()
{
    map<std::string, int> table{ { "a", 1 }, { "b", 2 } };

    CHECK(table.erase("a") == 1);
    CHECK(table.erase("a") == 0);
    CHECK(table.size() == 1);
}

static void setErasesAlike()
{
    int things[3]{};
    set<int*> pointers{ &things[0], &things[1], &things[2] };
    size_t erased{ 0 };

    for (auto it = pointers.begin(); it != pointers.end();)
    {
        it = pointers.erase(it);
        ++erased;
    }

    CHECK(erased == 3);
    CHECK(pointers.empty());
    CHECK(pointers.insert(&things[0]).second);
    CHECK(!pointers.insert(&things[0]).second);
    CHECK(pointers.erase(&things[0]) == 1);
}

static void insertionAnswersLikeTheStandard()
{
    map<uint32_t, std::string> table;

    CHECK(table.emplace(1, "one").second);
    CHECK(!table.emplace(1, "uno").second);
    CHECK(!table.try_emplace(1, "uno").second);
    CHECK(table.insert({ 2, "two" }).second);
    CHECK(table.insert(std::make_pair(2u, std::string("due"))).first->second == "two");
    table[3] = "three";
    CHECK(table.at(3) == "three");
    CHECK(table.find(4) == table.end());
    CHECK(table.contains(2));
    table.clear();
    CHECK(table.empty());
    table.reserve(100);
    CHECK(table.size() == 0);
}

static void valuesMayOnlyMove()
{
    map<uint16_t, std::unique_ptr<int>> owned;

    for (uint16_t i{ 0 }; i < Many; ++i)
    {
        owned.try_emplace(i, std::make_unique<int>(i));
    }

    const auto other = std::move(owned);

    CHECK(other.size() == Many);
    CHECK(*other.at(999) == 999);
}

enum class Colour : uint8_t
{
    RED = 1,
    BLUE
};

static void enumsAndCustomHashesAreKeys()
{
    struct Range
    {
        uint16_t min;
        uint16_t max;

        bool operator==(const Range&) const = default;
    };

    struct RangeHash
    {
        uint64_t operator()(const Range& range) const noexcept
        {
            return hash<uint16_t>{}(range.min) ^ (hash<uint16_t>{}(range.max) << 1);
        }
    };

    const map<Colour, std::string> names{ { Colour::RED, "red" }, { Colour::BLUE, "blue" } };
    map<Range, int, RangeHash> ranges;

    ranges[{ 1, 2 }] = 7;

    CHECK(names.at(Colour::BLUE) == "blue");
    CHECK(ranges.at({ 1, 2 }) == 7);
    CHECK(!ranges.contains({ 2, 1 }));
}

static void mapsNestAndCompare()
{
    map<int*, set<int*>> consumersOf;
    int producer{ 0 };
    int consumer{ 0 };

    consumersOf[&producer].insert(&consumer);

    for (auto& [key, consumers] : consumersOf)
    {
        CHECK(key == &producer);
        CHECK(consumers.contains(&consumer));
    }

    const auto copy = consumersOf;

    CHECK(copy == consumersOf);
}

static void hashesAreSteady()
{
    CHECK(hash<std::string>{}("stream") == hash<std::string>{}(std::string("stream")));
    CHECK(hash<uint64_t>{}(1) != hash<uint64_t>{}(2));
    static_assert(std::is_same_v<decltype(hash<uint32_t>{}(1)), uint64_t>);
}

int main()
{
    const struct
    {
        const char* name;
        void (*run)();
    } cases[] = {
        { "erase returns the next iterator", eraseReturnsTheNextIterator },
        { "erase while iterating visits each once", eraseWhileIteratingVisitsEachOnce },
        { "erase by key counts", eraseByKeyCounts },
        { "a set erases alike", setErasesAlike },
        { "insertion answers like the standard", insertionAnswersLikeTheStandard },
        { "values may only move", valuesMayOnlyMove },
        { "enums and custom hashes are keys", enumsAndCustomHashesAreKeys },
        { "maps nest and compare", mapsNestAndCompare },
        { "hashes are steady", hashesAreSteady },
    };

    for (const auto& test : cases)
    {
        beginCase(test.name);
        test.run();
    }

    return failures == 0 ? 0 : 1;
}
