// ankerl::unordered_dense, as far as the mediasoup worker uses it, on the distribution's Abseil.
//
// No distribution of ours packages the original. Abseil's tables differ from it in one way that the
// worker notices: their erase(iterator) returns nothing, the worker needs the next iterator.
#pragma once

#include <absl/container/flat_hash_map.h>
#include <absl/container/flat_hash_set.h>
#include <absl/hash/hash.h>

#include <cstdint>
#include <functional>
#include <iterator>

namespace ankerl::unordered_dense
{
    template<class T>
    struct hash
    {
        uint64_t operator()(const T& value) const
        {
            return absl::Hash<T>{}(value);
        }
    };

    /** Adds an erase(iterator) that returns the next iterator. */
    template<class Table>
    class NextAfterErase : public Table
    {
    public:
        using iterator = typename Table::iterator;
        using Table::Table;
        using Table::erase;

        iterator erase(iterator it)
        {
            // Abseil never moves an element on erase, so the next iterator stays good.
            const iterator next = std::next(it);

            Table::erase(it);

            return next;
        }
    };

    template<class Key, class Value, class Hash = hash<Key>, class Equal = std::equal_to<Key>>
    using map = NextAfterErase<absl::flat_hash_map<Key, Value, Hash, Equal>>;

    template<class Key, class Hash = hash<Key>, class Equal = std::equal_to<Key>>
    using set = NextAfterErase<absl::flat_hash_set<Key, Hash, Equal>>;
} // namespace ankerl::unordered_dense
