// The little that the adapters' tests need: each case prints its name, a failed check its line.
#pragma once

#include <cstdio>

inline int failures{ 0 };

inline void beginCase(const char* name)
{
    std::printf("case %s\n", name);
}

#define CHECK(condition)                                                                                              \
    do                                                                                                                \
    {                                                                                                                 \
        if (!(condition))                                                                                             \
        {                                                                                                             \
            std::printf("FAILED line %d: %s\n", __LINE__, #condition);                                                \
            ++failures;                                                                                               \
        }                                                                                                             \
    } while (false)
